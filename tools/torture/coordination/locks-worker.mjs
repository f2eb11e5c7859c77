import { setTimeout as sleep } from 'node:timers/promises';
import { createOrchestration } from '@ltmc/orchestration';
import { createRandom } from '../random.mjs';
import { openPlace } from './places.mjs';

/** Nothing outlasts it here: what ends a hold is its release. */
const TIMEOUT_SECONDS = 600;
const WAIT_SECONDS = 300;
const HOLDS_AT_ONCE = 200;

/** Told all it asks, so that nothing but the lock store keeps the holders apart and the numbers rising. */
const NO_RECORD = { highest: async () => 0, raise: async () => 0 };

/** Takes and gives back locks, and tells when it held which: CLOCK_MONOTONIC, nanoseconds, the same in all processes. */
export async function work({ place, agentId, names, seed }, say) {
  const store = await openPlace(place);
  const { locks } = createOrchestration({ store, fences: NO_RECORD });
  const caller = { namespace: 'torture', principal: 'local', agentId };
  const random = createRandom(seed);

  const cycle = async () => {
    const mode = random.chance(0.3) ? 'shared' : 'exclusive';
    const wish = { mode, timeoutSeconds: TIMEOUT_SECONDS, waitSeconds: WAIT_SECONDS };
    const asked = random.chance(0.1) ? names.filter(() => random.chance(0.5)) : [];
    const outcome = asked.length > 0 ? await locks.acquireAll(caller, { ...wish, resourceIds: asked }) : await locks.acquire(caller, { ...wish, resourceId: random.pick(names) });
    const fromNs = nowNs();
    if (!outcome.acquired) throw new Error(`not to be had in ${WAIT_SECONDS} s: ${JSON.stringify(outcome)}`);
    const held = outcome.locks ?? [outcome];
    if (random.chance(0.5)) await sleep(random.whole(0, 3));
    const holds = held.map(({ resourceId, fence }) => ({ name: resourceId, mode, fence: fence.token, agentId, fromNs, toNs: nowNs() }));
    for (const { lockId } of held) await locks.release(caller, { lockId });
    return holds;
  };

  return {
    run: async ({ cycles }) => {
      let [holds, told] = [[], 0];
      for (let done = 1; done <= cycles; done += 1) {
        holds.push(...(await cycle()));
        if (holds.length < HOLDS_AT_ONCE && done < cycles) continue;
        say({ cycles: done - told, holds });
        [holds, told] = [[], done];
      }
    },
    close: () => store.close(),
  };
}

function nowNs() {
  return Number(process.hrtime.bigint());
}

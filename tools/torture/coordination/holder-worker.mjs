import { setTimeout as sleep } from 'node:timers/promises';
import { createOrchestration } from '@ltmc/orchestration';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { createRandom } from '../random.mjs';
import { openPlace } from './places.mjs';

const DOCUMENT = 'shared.md';
const NAMESPACE = 'torture';
/** What a holder may meet while its lock store or its record is in trouble. */
const REFUSALS = new Set(['LTMC_FENCE_STALE', 'LTMC_LOCK_LOST', 'LTMC_COORDINATION_UNAVAILABLE', 'LTMC_STORE_BUSY']);

/**
 * Takes the lock of a document and writes it under the fence, to a real record. Tells each grant and each accepted write with its instants: CLOCK_MONOTONIC, nanoseconds,
 * the same in all processes. `checked`: asks before each write whether the lock stands, as the tools do; else nothing but the record refuses.
 */
export async function work({ place, recordPath, agentId, document = DOCUMENT, checked = false, seed = 1 }, say) {
  const store = await openPlace(place);
  const record = await openSqliteRecord({ path: recordPath });
  const { locks } = createOrchestration({ store, fences: record.fences });
  const caller = { namespace: NAMESPACE, principal: 'local', agentId };
  const resourceId = `memory:${document}`;
  const random = createRandom(seed);
  const stop = new AbortController();
  let [held, writes] = [undefined, 0];

  const hold = async ({ timeoutSeconds, waitSeconds }) => {
    const askedNs = nowNs();
    const outcome = await locks.acquire(caller, { resourceId, timeoutSeconds, waitSeconds });
    if (!outcome.acquired) return null;
    held = outcome;
    const grant = { agentId, fence: outcome.fence.token, askedNs, toldNs: nowNs() };
    say({ grant });
    return grant;
  };
  const write = async () => {
    const { fence } = held;
    const content = `${agentId} ${fence.token} ${(writes += 1)}`;
    const begunNs = nowNs();
    if (checked) await locks.checkWrite({ ...caller, fence }, { documents: [document] });
    await record.fenced(fence).storeVersion(versionOf(document, content));
    say({ write: { agentId, fence: fence.token, content, begunNs, endedNs: nowNs() } });
  };
  const release = () => locks.release(caller, { lockId: held.lockId });
  /** What is no refusal, but a failure, ends the worker. */
  const refusalOf = (error) => {
    if (!REFUSALS.has(error.code)) throw error;
    return error.code;
  };

  /** One turn: some writes under the lock, now and then so late that its time has passed. @returns whether the lock was to be had */
  const turn = async ({ timeoutSeconds, waitSeconds, lateShare }) => {
    if (!(await hold({ timeoutSeconds, waitSeconds }))) return false;
    for (let left = random.whole(1, 4); left > 0; left -= 1) {
      await sleep(random.whole(0, 10));
      await write();
    }
    if (random.chance(lateShare)) {
      await sleep(timeoutSeconds * 1000 + random.whole(0, 200));
      await write();
    }
    await release();
    return true;
  };

  return {
    hold,
    write,
    release,
    /** @returns the code of the refusal */
    writeUntilRefused: async ({ pauseMs }) => {
      for (;;) {
        try {
          await write();
        } catch (error) {
          if (refusalOf(error) !== 'LTMC_STORE_BUSY') return error.code;
        }
        await sleep(pauseMs);
      }
    },
    /** Takes turns until `stop`. @returns how many, and what was refused how often */
    takeTurns: async (how) => {
      let turns = 0;
      const refused = {};
      while (!stop.signal.aborted) {
        try {
          turns += Number(await turn(how));
        } catch (error) {
          const code = refusalOf(error);
          refused[code] = (refused[code] ?? 0) + 1;
        }
        await sleep(random.whole(5, 20));
      }
      return { turns, refused };
    },
    stop: async () => stop.abort(),
    close: async () => {
      await record.close();
      await store.close();
    },
  };
}

function versionOf(fileName, content) {
  return {
    namespace: NAMESPACE, fileName, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null, agentId: null, sessionId: null,
    recordedAtMs: Date.now(), chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }],
  };
}

function nowNs() {
  return Number(process.hrtime.bigint());
}

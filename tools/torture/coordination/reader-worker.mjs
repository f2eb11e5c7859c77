import { createRandom } from '../random.mjs';
import { openPlace } from './places.mjs';

const NAMESPACE = 'torture';
const READER = 'reader';
const WAIT_MS = 200;
const LARGEST_PAGE = 40;

/** Reads a stream page by page: tells what it asks for, the page, then each event as its effect, then acknowledges. Now and then it dies in between, by `kill -9`. */
export async function work({ place, stream: name, seed, deathShare }, say) {
  const store = await openPlace(place);
  const stream = store.space(NAMESPACE).stream(name);
  const random = createRandom(seed);
  const dieAt = (instant) => { if (instant) process.kill(process.pid, 'SIGKILL'); };

  return {
    /** Until everything up to `last` is acknowledged. */
    readTo: async ({ last }) => {
      let position = await stream.position(READER);
      while (position < last) {
        const limit = random.whole(1, LARGEST_PAGE);
        await say({ asked: { after: position, limit } });
        const { events } = await stream.readAs(READER, { limit, waitMs: WAIT_MS });
        const dies = random.chance(deathShare);
        const deadline = dies ? random.whole(0, events.length + 1) : -1;
        await say({ page: events.map(({ sequence, redelivered }) => [sequence, redelivered]) });
        if (events.length === 0) continue;
        for (const [index, { sequence, body }] of events.entries()) {
          dieAt(index === deadline);
          await say({ effect: sequence, body });
        }
        dieAt(deadline === events.length);
        position = await stream.acknowledge(READER, events.at(-1).sequence);
        dieAt(dies);
      }
    },
    close: () => store.close(),
  };
}

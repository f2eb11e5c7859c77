import { createOrchestration } from '@ltmc/orchestration';
import { createRandom } from '../random.mjs';
import { openPlace } from './places.mjs';

const FIELDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const NO_FENCES = { highest: async () => 0, raise: async () => 0 };

/** A participant of a shared context: it updates, tells what it was answered, and follows the events into a copy of its own. */
export async function work({ place, agentId, seed }, say) {
  const store = await openPlace(place);
  const { contexts } = createOrchestration({ store, fences: NO_FENCES });
  const random = createRandom(seed);
  const callerIn = (sessionId) => ({ namespace: 'torture', principal: 'local', agentId, sessionId });

  const updateAll = async (caller, updates) => {
    let { version } = await contexts.join(caller, {});
    for (let n = 0; n < updates; n += 1) {
      const fields = Object.fromEntries([random.pick(FIELDS), random.pick(FIELDS)].map((field) => [field, random.chance(0.15) ? null : `${agentId}.${n}`]));
      const based = random.chance(0.6);
      const result = await contexts.propagate(caller, { updates: fields, ...(based && { expectedVersion: version }) });
      say({ told: { agentId, updates: fields, based, result } });
      // Now and then it builds on what it knew before.
      if (random.chance(0.7)) version = result.version;
    }
  };

  return {
    create: async ({ sessionId }) => void (await contexts.create(callerIn(sessionId), { context: { a: 'first', b: 'first' } })),
    update: ({ sessionId, updates }) => updateAll(callerIn(sessionId), updates),
    /** Follows the events from the beginning until there are no more. @returns its copy, and the events */
    follow: async ({ sessionId }) => {
      const caller = callerIn(sessionId);
      const { context, version } = await contexts.get(caller, { all: true });
      const events = [];
      for (let since = 0; ; ) {
        const page = await contexts.events(caller, { since, limit: 1000 });
        if (page.missed > 0) throw new Error(`${page.missed} events are gone`);
        events.push(...page.events);
        since = page.next;
        if (since >= page.last) break;
      }
      return { context, version, events };
    },
    /** Reads and acknowledges as a participant, in small steps. @returns the sequences of the events, and the version that the last of them tells */
    drain: async ({ sessionId, lastVersion }) => {
      const caller = callerIn(sessionId);
      const [sequences, seen] = [[], { version: 0 }];
      while (seen.version < lastVersion) {
        const { events, next } = await contexts.events(caller, { limit: random.whole(1, 50), waitSeconds: 5 });
        if (events.length === 0) break;
        for (const event of events) {
          sequences.push(event.sequence);
          seen.version = event.version;
        }
        await contexts.ack(caller, { sequence: next });
      }
      return { sequences, version: seen.version };
    },
    close: () => store.close(),
  };
}

import type { StateEntry, StatePage, StateTable } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkEvents, checkList, checkPut, type CheckedEvent } from '../check-state.js';
import { checkId, checkIds, checkOptionalInteger } from '../check-value.js';
import type { Commands } from './commands.js';
import { COUNT_STATES } from './scripts/count-states.js';
import { DELETE_STATE } from './scripts/delete-state.js';
import { LIST_STATES } from './scripts/list-states.js';
import { PUT_STATE } from './scripts/put-state.js';
import { READ_STATES } from './scripts/read-states.js';
import { entryOf, fieldArguments } from './state-hash.js';

/** After so many bytes an answer ends, and the rest is asked for: a long one would hold up the server, and miss its deadline. */
const ANSWER_BYTES = '1048576';

/** The states of one kind. */
export function createStateTable(commands: Commands, keys: SpaceKeys, kind: string): StateTable {
  const keysOf = (id: string, events: readonly CheckedEvent[]): string[] => [
    keys.state(kind, id), keys.stateIds(kind), keys.stateEnds(kind), keys.stateVersions(kind), keys.stateGone(kind),
    ...events.flatMap(({ stream }) => [keys.stream(stream), keys.streamReaders(stream)]),
  ];
  const readMany = async (ids: readonly string[]): Promise<(StateEntry | undefined)[]> => {
    const found: (StateEntry | undefined)[] = [];
    do {
      const rest = ids.slice(found.length);
      const hashes = listOf(await commands.run(READ_STATES, { keys: rest.map((id) => keys.state(kind, id)), args: [ANSWER_BYTES] }));
      found.push(...hashes.map((hash, index) => entryOf(rest[index] ?? '', hash)));
    } while (found.length < ids.length);
    return found;
  };
  return {
    get: async (id) => {
      checkId('id', id);
      const [entry] = await readMany([id]);
      return entry;
    },
    getMany: async (ids) => {
      checkIds('ids', ids);
      return readMany(ids);
    },
    put: async (id, fields, options = {}) => {
      const { events } = checkPut(id, fields, options);
      const { expectedVersion = '', ttlMs = '' } = options;
      const args = fieldArguments(fields);
      const reply = await commands.run(PUT_STATE, { keys: keysOf(id, events), args: [id, expectedVersion, ttlMs, args.length, ...args, ...events.map(({ body }) => body)] });
      const [written, result] = listOf(reply);
      return numberOf(written) === 1 ? { written: true, version: numberOf(result) } : { written: false, current: entryOf(id, result) };
    },
    delete: async (id, { expectedVersion, events: wanted = [] } = {}) => {
      checkId('id', id);
      checkOptionalInteger('expectedVersion', expectedVersion, 0, Number.MAX_SAFE_INTEGER);
      const events = checkEvents(wanted);
      return numberOf(await commands.run(DELETE_STATE, { keys: keysOf(id, events), args: [id, expectedVersion ?? '', ...events.map(({ body }) => body)] })) === 1;
    },
    list: async (options) => {
      checkList(options);
      const { after = '', limit } = options;
      for (let from = after; ;) {
        const page = pageOf(await commands.run(LIST_STATES, { keys: [keys.stateIds(kind)], args: [keys.statePrefix(kind), from, limit, ANSWER_BYTES] }));
        if (page.next === undefined || page.entries.length > 0) return page;
        from = page.next; // all of them had ended
      }
    },
    count: async () => numberOf(await commands.run(COUNT_STATES, { keys: [keys.stateIds(kind), keys.stateEnds(kind)] })),
  };
}

function pageOf(reply: unknown): StatePage {
  const [nextReply, pageReply] = listOf(reply);
  const page = listOf(pageReply);
  const entries = page.flatMap((id, index) => (index % 2 === 0 ? (entryOf(textOf(id), page[index + 1]) ?? []) : []));
  const next = textOf(nextReply);
  return next === '' ? { entries } : { entries, next };
}

import type { CounterTable } from '@ltmc/contracts';
import { listOf, numberOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkCount, checkSum } from '../check-events.js';
import { checkIds } from '../check-value.js';
import type { Commands } from './commands.js';
import { ADD_TO_COUNTER } from './scripts/add-to-counter.js';

/** The counters of one namespace. */
export function createCounterTable(commands: Commands, keys: SpaceKeys): CounterTable {
  return {
    add: async (name, by = 1, { ttlMs } = {}) => {
      checkCount(name, by, ttlMs);
      const [sum] = listOf(await commands.run(ADD_TO_COUNTER, { keys: [keys.counter(name)], args: [by, ttlMs ?? ''] }));
      if (sum === undefined) checkSum(Infinity);
      return numberOf(sum);
    },
    get: async (names) => {
      checkIds('names', names);
      return names.length === 0 ? [] : listOf(await commands.send(['MGET', ...names.map(keys.counter)])).map(numberOf);
    },
  };
}

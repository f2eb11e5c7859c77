import type { PopularityTable } from '@ltmc/contracts';
import { listOf, numberOf, textOf, type SpaceKeys } from '@ltmc/redis-connection';
import { checkTop, checkUse } from '../check-events.js';
import type { Commands } from './commands.js';
import { TOP_ITEMS } from './scripts/top-items.js';
import { USE_ITEMS } from './scripts/use-items.js';

/** The uses of one table. */
export function createPopularityTable(commands: Commands, keys: SpaceKeys, table: string): PopularityTable {
  return {
    use: async (items, { owner } = {}) => {
      checkUse(items, owner);
      await commands.run(USE_ITEMS, { keys: [keys.uses(table, ''), keys.hourlyUses(table, ''), keys.users(table, '')], args: [owner === undefined ? '0' : '1', owner ?? '', ...items] });
    },
    top: async (options) => {
      checkTop(options);
      const { windowMs, limit } = options;
      const top = listOf(await commands.run(TOP_ITEMS, { keys: [keys.uses(table, ''), keys.hourlyUses(table, ''), keys.uses(table, 'sum')], args: [windowMs, limit] }));
      return top.flatMap((item, index) => (index % 2 === 0 ? [{ item: textOf(item), uses: -numberOf(top[index + 1]) }] : []));
    },
  };
}

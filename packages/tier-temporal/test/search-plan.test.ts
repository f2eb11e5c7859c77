import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { expressionsFor, ROW_BUDGET } from '../src/sqlite/query-plan.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

describe('the plan of a search', () => {
  it('takes any of the words while that is affordable', () => {
    const terms = [{ word: 'rare', frequency: 3 }, { word: 'common', frequency: ROW_BUDGET - 3 }];
    expect(expressionsFor(terms, ['n1'])).toEqual(['{content context} : ("rare" OR "common") AND scope : (n1)']);
  });

  it('beyond, takes all of the words first, then any of the rarest', () => {
    const terms = [{ word: 'rare', frequency: 3 }, { word: 'common', frequency: ROW_BUDGET - 2 }, { word: 'more', frequency: ROW_BUDGET }];
    expect(expressionsFor(terms, [])).toEqual(['{content context} : ("rare" AND "common" AND "more")', '{content context} : ("rare")']);
  });

  it('takes at least one word, and none where none occurs', () => {
    expect(expressionsFor([{ word: 'common', frequency: ROW_BUDGET * 5 }], [])).toEqual(['{content context} : ("common")']);
    expect(expressionsFor([], [])).toEqual([]);
  });
});

describe('stems', () => {
  it('finds other forms of a word, also where the query is planned by frequencies', async () => {
    await using record = await openSqliteRecord({ path: join(await temporaryFolder(), 'record.db') });
    await record.storeVersion(version('a', 'he was jumping over generalizations'));
    await record.storeVersion(version('b', 'nothing alike'));
    const found = async (text: string, asOfMs?: number): Promise<number> =>
      (await record.searchText(text, { ...EVERYTHING, ...(asOfMs !== undefined && { asOfMs }) }, 5)).length;
    expect([await found('jumps'), await found('jumped', 1000), await found('generalization', 1000)]).toEqual([1, 1, 1]);
    const long = Array.from({ length: 3000 }, (_word, index) => `filler${index}`).join(' ');
    expect(await found(`${long} jumper jumps`)).toBe(1);
  });
});

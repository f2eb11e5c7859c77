import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { expressionsFor, ROW_BUDGET } from '../src/sqlite/query-plan.js';
import type { QueryTerm } from '../src/words/query-terms.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const term = (...forms: string[]): QueryTerm => ({ forms, isPrefix: false });

describe('the plan of a search', () => {
  it('takes any of the words while that is affordable', () => {
    const terms = [{ term: term('rare'), frequency: 3 }, { term: term('common'), frequency: ROW_BUDGET - 3 }];
    expect(expressionsFor(terms, ['n1'])).toEqual(['{content context} : ("rare" OR "common") AND scope : (n1)']);
  });

  it('beyond, takes all of the words first, then any of the rarest', () => {
    const terms = [{ term: term('rare'), frequency: 3 }, { term: term('common'), frequency: ROW_BUDGET - 2 }, { term: term('more'), frequency: ROW_BUDGET }];
    expect(expressionsFor(terms, [])).toEqual(['{content context} : ("rare" AND "common" AND "more")', '{content context} : ("rare")']);
  });

  it('takes any form of a word, and the beginning of one', () => {
    expect(expressionsFor([{ term: term('a', 'b'), frequency: 1 }, { term: { forms: ['c'], isPrefix: true }, frequency: 1 }], [])).toEqual(['{content context} : (("a" OR "b") OR "c" *)']);
  });

  it('takes at least one word, and none where none occurs', () => {
    expect(expressionsFor([{ term: term('common'), frequency: ROW_BUDGET * 5 }], [])).toEqual(['{content context} : ("common")']);
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

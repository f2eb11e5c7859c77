import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryHit, SearchMode } from '../src/types.js';
import { expectSound, MODES, openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

/** Equal in length, in words and, to an embedder that adds words up, in meaning: each text says the same words in another order. */
const WORDS = 'harbour lantern copper violet saddle monkey ribbon candle meadow pepper walnut amber garden violin ladder bridge engine'.split(' ');
const equalText = (n: number): string => WORDS.map((_, at) => WORDS[(at * (1 + (n % (WORDS.length - 1))) + Math.floor(n / (WORDS.length - 1))) % WORDS.length]).join(' ');
/** More than are ever looked at: the cut goes through the middle of equals. 17 is a prime, so all are different. */
const EQUALS = WORDS.length * (WORDS.length - 1);

describe.each([['exact search', undefined], ['a graph', 50]] as const)('equal scores under %s', (_, exactUpTo) => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'ltmc-ties-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = (): Promise<SearchWorld> => openSearchWorld({ folder, ...(exactUpTo === undefined ? {} : { exactUpTo }) });
  const idsOf = (hits: readonly MemoryHit[]): number[] => hits.map(({ chunkId }) => chunkId);

  it('come in one order in every search, and after reopening', async () => {
    const answers = new Map<string, number[]>();
    const questions = ['copper lantern', 'where is the copper lantern of amber'];
    const ask = async (world: SearchWorld, query: string, mode: SearchMode): Promise<number[]> => {
      const hits = await world.ask(query, { mode, topK: 20 });
      expectSound(hits);
      return idsOf(hits);
    };
    {
      await using world = await open();
      await world.remember(Object.fromEntries(Array.from({ length: EQUALS }, (_unused, n) => [`note-${n}`, equalText(n)])));
      await expect.poll(() => world.signatures.count(), { timeout: 20_000 }).toBe(EQUALS);
      for (const query of questions) for (const mode of MODES) answers.set(`${mode} ${query}`, await ask(world, query, mode));
      expect(await ask(world, 'copper', 'keyword')).toEqual(Array.from({ length: 20 }, (_unused, n) => n + 1));
      for (const query of questions) for (const mode of MODES) expect(await ask(world, query, mode)).toEqual(answers.get(`${mode} ${query}`));
    }
    for (let time = 0; time < 2; time += 1) {
      await using world = await open();
      for (const query of questions) for (const mode of MODES) expect({ query, mode, ids: await ask(world, query, mode) }).toEqual({ query, mode, ids: answers.get(`${mode} ${query}`) });
    }
  });
});

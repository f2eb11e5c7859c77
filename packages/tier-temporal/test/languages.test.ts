import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { languageOf } from '../src/words/language.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

/** The labelled questions of the evaluation: a memory is right where it holds the text beside the question. */
interface LanguageSet {
  readonly language: string;
  readonly memories: readonly string[];
  readonly queries: readonly (readonly [string, string])[];
}

const FOLDER = new URL('../../../tools/eval/languages/', import.meta.url);
const SETS = await Promise.all((await readdir(FOLDER)).map(async (name): Promise<LanguageSet> => JSON.parse(await readFile(new URL(name, FOLDER), 'utf8'))));
/** Share of the questions; figures of the day it was written: 0.87 to 1. */
const FLOOR_OF_FIVE = 0.8;

it.each(SETS)('$language: words alone find most, all languages in one record', async ({ memories, queries }) => {
  await using record = await openSqliteRecord({ path: join(await temporaryFolder(), 'record.db'), durability: 'normal' });
  for (const [index, content] of [...memories, ...SETS.flatMap((set) => (set.memories === memories ? [] : set.memories))].entries()) await record.storeVersion(version(`${index}`, content));
  let right = 0;
  for (const [query, answer] of queries) {
    const hits = await record.searchText(query, EVERYTHING, 5);
    const chunks = await record.readChunks({ chunkIds: hits.map(({ chunkId }) => chunkId) }, EVERYTHING);
    if (chunks.some(({ content }) => content.includes(answer))) right += 1;
  }
  expect(right / queries.length).toBeGreaterThanOrEqual(FLOOR_OF_FIVE);
});

it('takes hardly any sentence of Latin letters for the wrong language', () => {
  const latin = SETS.filter(({ language }) => ['German', 'French'].includes(language)).flatMap(({ memories }) => memories);
  expect(latin.filter((text) => languageOf(text) === 'english')).toEqual([]);
  expect(latin.filter((text) => languageOf(text) === 'other').length).toBeGreaterThan(0.9 * latin.length);
  const english = ['yes on tuesday', 'Ann lives in Oslo', 'The deploy failed because the token had expired', 'call parseHttpRequest before anything else', 'Use café Zürich for the meeting', 'ok', 'TypeError: x is not a function'];
  expect(english.filter((text) => languageOf(text) === 'other')).toEqual([]);
});

it('an English text with a sentence that looks foreign comes up no sooner for words that many have', async () => {
  await using record = await openSqliteRecord({ path: join(await temporaryFolder(), 'record.db'), durability: 'normal' });
  const filler = 'It is the usual report that we get from the office on the first day of each week, and nobody has to do anything about it.';
  for (let number = 0; number < 20; number += 1) await record.storeVersion(version(`report ${number}`, `The name of the store in the center is known. ${filler}`));
  await record.storeVersion(version('form', `Store Name: Shujintang Chinese Tui Na Center. Address: near Qixing Road. ${filler}`));
  await record.storeVersion(version('answer', `The name of the store in the center that has a barbecue is known. ${filler}`));
  const [best] = await record.readChunks({ chunkIds: (await record.searchText('What is the name of the store in the center with the barbecue?', EVERYTHING, 1)).map(({ chunkId }) => chunkId) }, EVERYTHING);
  expect(best?.fileName).toBe('answer');
});

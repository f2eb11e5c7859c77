import type { WordFrequencies } from '@ltmc/contracts';
import { queryTerms } from '../words/query-terms.js';
import { onlyRow } from './connection.js';
import type { Readers } from './readers.js';
import { countForms } from './term-frequencies.js';

/** Of more words the others are not looked up. */
export const MOST_WORDS = 256;

/** Ids are never used twice, so the last one is an upper bound, and costs nothing. */
const CHUNKS = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0) AS chunks";

/** How common each word is, by its most frequent form. */
export function wordFrequencies(readers: Readers, words: readonly string[]): Promise<WordFrequencies> {
  return readers.read(async (sql) => {
    const { chunks } = await onlyRow<{ chunks: number }>(sql, CHUNKS);
    const forms = words.slice(0, MOST_WORDS).flatMap((word, place) => queryTerms(word).flatMap((term) => (term.isPrefix ? [] : term.forms.map((form) => ({ place, form })))));
    const holding = words.map(() => 0);
    const counts = await countForms(sql, forms.map(({ form }) => form));
    forms.forEach(({ place }, at) => { holding[place] = Math.max(holding[place] ?? 0, counts.get(at) ?? 0); });
    return { chunks: Math.max(1, chunks), holding };
  });
}

import type { WordFrequencies } from '@ltmc/contracts';
import { queryTerms } from '../words/query-terms.js';
import type { Readers } from './readers.js';
import { countForms } from './term-frequencies.js';

/** Of more words the others are not looked up. */
export const MOST_WORDS = 256;

/** How common each word is, by its most frequent form. */
export function wordFrequencies(readers: Readers, words: readonly string[]): Promise<WordFrequencies> {
  return readers.together(async (sql) => {
    const forms = words.slice(0, MOST_WORDS).flatMap((word, place) => queryTerms(word).flatMap((term) => (term.isPrefix ? [] : term.forms.map((form) => ({ place, form })))));
    const holding = words.map(() => 0);
    const { chunks, counts } = await countForms(sql, forms.map(({ form }) => form));
    forms.forEach(({ place }, at) => { holding[place] = Math.max(holding[place] ?? 0, counts.get(at) ?? 0); });
    return { chunks: Math.max(1, chunks), holding };
  });
}

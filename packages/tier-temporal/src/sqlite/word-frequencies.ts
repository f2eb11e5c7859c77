import type { WordFrequencies } from '@ltmc/contracts';
import { queryTerms } from '../words/query-terms.js';
import type { Vocabulary } from './vocabulary.js';

/** Of more words the others are not looked up. */
export const MOST_WORDS = 256;

/** How common each word is, by its most frequent form. */
export async function wordFrequencies(vocabulary: Vocabulary, words: readonly string[]): Promise<WordFrequencies> {
  const forms = words.slice(0, MOST_WORDS).flatMap((word, place) => queryTerms(word).flatMap((term) => (term.isPrefix ? [] : term.forms.map((form) => ({ place, form })))));
  const holding = words.map(() => 0);
  const { chunks, holding: ofForms } = await vocabulary.count(forms.map(({ form }) => form));
  forms.forEach(({ place }, at) => { holding[place] = Math.max(holding[place] ?? 0, ofForms[at] ?? 0); });
  return { chunks: Math.max(1, chunks), holding };
}

import type { WordFrequencies } from '@ltmc/contracts';
import { englishOnly, queryTerms } from '../words/query-terms.js';
import type { Vocabulary } from './vocabulary.js';

/** Of more words the others are not looked up. */
export const MOST_WORDS = 256;

/** How common each word is, by its most frequent form. */
export async function wordFrequencies(vocabulary: Vocabulary, words: readonly string[]): Promise<WordFrequencies> {
  const forms = words.slice(0, MOST_WORDS).flatMap((word, place) =>
    queryTerms(word).flatMap((term) => (term.isPrefix ? [] : term.forms.map((form) => ({ place, form, isEnglish: form === englishOnly(term) })))));
  const [holding, inEnglish] = [words.map(() => 0), words.map(() => 0)];
  const { chunks, holding: ofForms } = await vocabulary.count(forms.map(({ form }) => form));
  forms.forEach(({ place, isEnglish }, at) => {
    const count = ofForms[at] ?? 0;
    holding[place] = Math.max(holding[place] ?? 0, count);
    if (isEnglish) inEnglish[place] = Math.max(inEnglish[place] ?? 0, count);
  });
  return { chunks: Math.max(1, chunks), holding, inEnglish };
}

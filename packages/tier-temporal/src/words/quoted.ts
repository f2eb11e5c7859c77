import { asToken, englishForm, foreignForm } from './forms.js';
import { pairsOf, piecesOf } from './scripts.js';

/** What stands between a pair of double quotation marks, of whatever country. Single ones are apostrophes too often. */
const QUOTED = /"([^"\n]+)"|“([^“”\n]+)”|„([^„“”\n]+)[“”]|«([^«»\n]+)»|「([^「」\n]+)」/gu;
/** Of more, the others are words alone. */
const MOST_PHRASES = 8;

/** The quoted phrases of a text, each as the tokens that must follow each other in the index: of English words, and of others. Single words are none. */
export function quotedPhrases(text: string): string[][] {
  const quotes = Array.from(text.matchAll(QUOTED), (found) => found.slice(1).find((inside) => inside !== undefined) ?? '');
  return quotes.slice(0, MOST_PHRASES).flatMap((quote) => {
    const forms = [englishForm, foreignForm].map((formOf) => tokensIn(quote, formOf));
    return (forms[0]?.length ?? 0) < 2 ? [] : [[...new Set(forms.map((tokens) => tokens.join(' ')))]];
  });
}

function tokensIn(quote: string, formOf: (word: string) => string): string[] {
  return piecesOf(quote).flatMap(({ text, unspaced }) => {
    if (!unspaced) return [formOf(text)];
    const pairs = pairsOf(text).map(asToken);
    // The last pair is one character alone, which stands there only where the run ends.
    return pairs.length > 1 ? pairs.slice(0, -1) : pairs;
  });
}

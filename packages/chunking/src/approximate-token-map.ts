import type { TokenMap } from '@ltmc/contracts';
import { isCjk, isMarkOrJoiner, isPunctuation, isWhiteSpace } from './characters.js';

/** Letters a WordPiece token of English text holds; measured on prose, documentation and code, on the safe side (see README). */
const LETTERS_PER_TOKEN = 4;
const DIGITS_PER_TOKEN = 2;
/** BERT takes a Hangul syllable apart into its letters. */
const TOKENS_PER_HANGUL = 3;
/** Hashes, keys and identifiers that mix letters and digits hardly hold a known piece. */
const MIXED_PER_TOKEN = 1.25;

/**
 * Estimates where the tokens of a text lie, without a tokenizer.
 *
 * Words are cut as BERT cuts them (white space, punctuation, CJK characters); the tokens inside a word are guessed from its letters, and rather too
 * many than too few: every other script than Latin counts one token a character. An estimate: use the tokenizer's own map where there is one.
 */
export function approximateTokenMap(text: string): TokenMap {
  const starts: number[] = [];
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    if (isWhiteSpace(code)) {
      at = end;
      continue;
    }
    starts.push(at);
    at = isPunctuation(code) || isCjk(code) ? skipMarks(text, end) : endOfWord(text, end);
    counts.push(at === end ? 1 : guessTokens(text, starts.at(-1) ?? 0, at));
  }
  return { starts: Uint32Array.from(starts), counts: Uint32Array.from(counts) };
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (isWhiteSpace(code) || isPunctuation(code) || isCjk(code)) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

/** Combining marks stay with the character they stand on, so that no unit starts inside a grapheme. */
function skipMarks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0;
    if (!isMarkOrJoiner(code)) break;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

function guessTokens(text: string, start: number, end: number): number {
  let letters = 0;
  let digits = 0;
  let others = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits += 1;
    else if (code < 0x250) letters += 1;
    else others += code >= 0xac00 && code <= 0xd7a3 ? TOKENS_PER_HANGUL : 1;
  }
  if (letters > 0 && digits > 0) return Math.ceil((letters + digits) / MIXED_PER_TOKEN) + others;
  return Math.ceil(letters / LETTERS_PER_TOKEN) + Math.ceil(digits / DIGITS_PER_TOKEN) + others;
}

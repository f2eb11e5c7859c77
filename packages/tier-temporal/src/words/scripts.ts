/** Scripts written without spaces between words, and Hangul, whose words carry their particles: cut into pairs of characters. Letters, digits and marks only. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}\p{scx=Tibetan}]`;

/** One character with the marks that belong to it. */
const CHARACTER = new RegExp(String.raw`(?=[\p{L}\p{N}])${UNSPACED}(?:(?=\p{M})\p{M})*`, 'gu');

/** A run of such characters, or a word of any other script: what FTS5's unicode61 tokenizer takes for a word. */
const RUN_OR_WORD = new RegExp(String.raw`(?<run>(?:(?=[\p{L}\p{N}])${UNSPACED}\p{M}*)+)|(?<word>(?:(?!${UNSPACED})[\p{L}\p{N}\p{Co}])(?:(?!${UNSPACED})[\p{L}\p{N}\p{Co}]|\p{M})*)`, 'gu');

/** A piece of a text in one manner of writing. */
export interface Piece {
  readonly text: string;
  /** Whether its words are not told apart by spaces. */
  readonly unspaced: boolean;
}

/** Words and runs of a text, in order; what separates them is left out. */
export function piecesOf(text: string): Piece[] {
  return Array.from(text.matchAll(RUN_OR_WORD), ({ 0: piece, groups }) => ({ text: piece, unspaced: groups?.['run'] !== undefined }));
}

/** Each two characters that follow each other, and the last one alone: so a single character is found as the beginning of a token. */
export function pairsOf(run: string): string[] {
  const characters = run.match(CHARACTER) ?? [];
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
}

/** Characters of a run. */
export function lengthOf(run: string): number {
  return run.match(CHARACTER)?.length ?? 0;
}

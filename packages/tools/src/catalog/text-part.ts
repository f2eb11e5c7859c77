/** Characters of one part of a long text: about sixteen thousand tokens of English. */
export const PART_CHARACTERS = 65_536;

/** Where the part that begins at `from` ends; never between the halves of a surrogate pair. */
export function partEnd(text: string, from: number): number {
  const end = Math.min(text.length, from + PART_CHARACTERS);
  const code = text.charCodeAt(end - 1);
  return end < text.length && code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

/** A text on one line, cut at so many characters: stored text can then not begin a line of its own and pose as what follows. */
export function oneLine(text: string, maxCharacters = 200): string {
  const line = [...text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  return line.length <= maxCharacters ? line.join('') : `${line.slice(0, maxCharacters).join('')}…`;
}

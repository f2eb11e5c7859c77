/** Enough for a question; longer ones tell what they ask at their end. */
const MAX_CHARACTERS = 300;

/**
 * What a message is found by beside its own words: the message before it, so that "yes, on Tuesday" is found by what was asked.
 * @param before - the message before; undefined for the first one.
 */
export function surroundingsOf(before: string | undefined): string | null {
  const text = (before ?? '').replaceAll(/\s+/gu, ' ').trim();
  if (text.length <= MAX_CHARACTERS) return text === '' ? null : text;
  const end = text.slice(-MAX_CHARACTERS);
  const space = end.indexOf(' ');
  // A text without spaces is cut between characters, never inside one.
  return space < 0 || space > MAX_CHARACTERS / 2 ? end.replace(/^[\uDC00-\uDFFF]/, '') : end.slice(space + 1);
}

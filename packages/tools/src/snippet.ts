const SNIPPET_LENGTH = 240;
const WORD = /[\p{L}\p{N}]{3,}/gu;

/** The part of a passage around the first word of the query it holds, whole words, about 240 characters. */
export function snippetOf(content: string, query: string): string {
  if (content.length <= SNIPPET_LENGTH) return content;
  const text = content.toLowerCase();
  const places = (query.toLowerCase().match(WORD) ?? []).map((word) => text.indexOf(word)).filter((place) => place >= 0);
  const from = places.length === 0 ? 0 : Math.max(0, Math.min(...places) - SNIPPET_LENGTH / 4);
  const start = from === 0 ? 0 : wordStartAfter(content, from);
  const end = start + SNIPPET_LENGTH >= content.length ? content.length : wordEndBefore(content, start + SNIPPET_LENGTH);
  return `${start > 0 ? '…' : ''}${content.slice(start, end)}${end < content.length ? '…' : ''}`;
}

function wordStartAfter(text: string, from: number): number {
  const space = text.slice(from, from + 40).search(/\s/);
  return wholeCharacter(text, space < 0 ? from : from + space + 1);
}

function wordEndBefore(text: string, to: number): number {
  const space = text.lastIndexOf(' ', to);
  return wholeCharacter(text, space > to - 40 ? space : to);
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}

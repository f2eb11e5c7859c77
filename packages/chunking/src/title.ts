import { linesOf } from './outline.js';

/** A line that runs on is text, not a title; in UTF-16 code units. */
const MAX_LENGTH = 100;
const ENDS_LIKE_TEXT = /[.!?:;,…。！？；，、]["'”’»)\]]*$/u;
/** Headings, list items, quotes, tables, fences, rules, front matter, markup. */
const MARKED = /^(?:[#>|`~<=+*•–-]|\d{1,9}[.)]\s)/u;
/** A turn of a talk, or a field of a record. */
const LABELLED = /^[^:：]{1,40}[:：]\s/u;

/**
 * The title of a text that begins with one: a short first line that is no sentence and no part of a list, with text below it. Null where it has none.
 * Two lines of `name: value` are a talk or a record; the first of them is no title.
 */
export function titleOf(text: string): string | null {
  const [first = '', second] = firstLines(text);
  if (second === undefined || first.length > MAX_LENGTH || !/\p{L}/u.test(first)) return null;
  if (ENDS_LIKE_TEXT.test(first) || MARKED.test(first) || (LABELLED.test(first) && LABELLED.test(second))) return null;
  return first.replaceAll(/\s+/g, ' ');
}

/** The first two lines with text on them. */
function firstLines(text: string): string[] {
  const found: string[] = [];
  for (const line of linesOf(text)) {
    const trimmed = line.text.trim();
    if (trimmed !== '') found.push(trimmed);
    if (found.length === 2) break;
  }
  return found;
}

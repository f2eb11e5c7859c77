import { STOP_WORDS } from './stop-words.js';

/** Letters, digits and private-use characters with their marks: what FTS5's unicode61 tokenizer takes for a word. */
const WORD = /[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu;

/** The words of a text, lower case, in order. Everything else (operators, quotes, punctuation) separates. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** The distinct words of a query that are worth looking for: without stop words, unless there is nothing else. */
export function queryWords(query: string): string[] {
  const words = [...new Set(wordsOf(query))];
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : words;
}

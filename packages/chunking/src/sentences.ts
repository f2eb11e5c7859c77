import { fenceOpening } from './markdown-lines.js';
import { splitSentences } from './prose.js';

/** A stretch of a text. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** The sentences of a text, or its lines where it has no sentences, without the white space around them; empty ones and code fences' own lines are left out. */
export function sentencesOf(text: string): TextSpan[] {
  const starts = [0, ...splitSentences(text, 0, text.length).map(({ start }) => start)];
  return starts.flatMap((from, index) => {
    const piece = text.slice(from, starts[index + 1] ?? text.length);
    const start = from + piece.length - piece.trimStart().length;
    const end = from + piece.trimEnd().length;
    return end <= start || fenceOpening(text.slice(start, end)) !== undefined ? [] : [{ start, end }];
  });
}

import { isWhiteSpace, partsGrapheme } from './characters.js';
import { splitSentences } from './prose.js';
import type { TokenIndex } from './token-index.js';

/** Where an overlap may lie. */
export interface OverlapRange {
  /** It starts behind this offset: a chunk never repeats the whole of the one before. */
  readonly after: number;
  /** Where the chunk would start without an overlap. */
  readonly end: number;
  /** Most tokens it may have. */
  readonly room: number;
}

/** Where a chunk starts that repeats the end of the text before it: at a sentence or line if there is one in reach, else at a word, else nowhere. */
export function overlapStart(text: string, tokens: TokenIndex, { after, end, room }: OverlapRange): number {
  if (room <= 0) return end;
  const reach = Math.max(after + 1, tokens.reachBack(end, room));
  const atBorder = splitSentences(text, reach, end).find(({ start }) => start > reach && !partsGrapheme(text, start));
  if (atBorder !== undefined) return atBorder.start;
  const isWordStart = reach < end && isWhiteSpace(text.charCodeAt(reach - 1)) && !partsGrapheme(text, reach);
  return isWordStart ? reach : end;
}

import type { TokenMap } from '@ltmc/contracts';
import { isCjk, isWhiteSpace, partsGrapheme } from './characters.js';
import { CUT } from './costs.js';
import { openFenceAt, type OpenFence } from './open-fence.js';
import { splitSentences } from './prose.js';

/** A text, or the beginning of one that fits. */
export interface FittedText {
  /** `text.slice(0, endOffset)`, and behind it the line that closes a fence left open there; empty when not even one word fits. */
  readonly content: string;
  readonly endOffset: number;
  /** Tokens of `content`. */
  readonly tokenCount: number;
  /** Something other than white space is missing. */
  readonly truncated: boolean;
}

/** What fits, and by whose count. */
export interface FitOptions {
  /** The tokenizer's own count of this very text. */
  readonly tokens: TokenMap;
  readonly maxTokens: number;
}

/** How much of the room a better place to cut may cost: a sentence's end is taken before a word's when it wastes less than a fifth of the room more. */
const WASTE_PER_COST = 0.25;
/** Places tried before giving up; the first one fits but where a fence has to be closed. */
const MAX_TRIED = 64;

/**
 * As much of the beginning of a text as fits, cut at the end of a paragraph, sentence or line where one is near, else between words; never inside a word.
 * A fenced code block that is cut is closed again, and the closing line is counted.
 */
export function fitText(text: string, { tokens, maxTokens }: FitOptions): FittedText {
  const before = tokensBefore(tokens);
  let fenceStart = 0;
  for (const offset of [text.length, ...cutOffsets(text, tokens, before, maxTokens).slice(0, MAX_TRIED)]) {
    const cut = cutAt(text, offset, tokens, before);
    if (cut.fitted !== undefined && cut.fitted.tokenCount <= maxTokens) return cut.fitted;
    fenceStart = cut.fenceStart ?? fenceStart;
  }
  // A fence whose closing line alone takes all the room is left out.
  const { fitted } = cutAt(text, fenceStart, tokens, before);
  return fitted !== undefined && fitted.tokenCount <= maxTokens ? fitted : { content: '', endOffset: 0, tokenCount: 0, truncated: true };
}

interface CutText {
  /** Undefined where the cut would leave an opening line with nothing below it. */
  readonly fitted: FittedText | undefined;
  /** Of the fence that is open at the cut. */
  readonly fenceStart: number | undefined;
}

function cutAt(text: string, offset: number, tokens: TokenMap, before: Uint32Array): CutText {
  const endOffset = text.slice(0, offset).trimEnd().length;
  const truncated = text.slice(endOffset).trim() !== '';
  const body = text.slice(0, endOffset);
  const tokenCount = before[unitFrom(tokens, endOffset)] ?? 0;
  const fence = openFenceAt(body);
  if (fence === undefined) return { fitted: { content: body, endOffset, tokenCount, truncated }, fenceStart: undefined };
  if (truncated && body.slice(fence.bodyStart).trim() === '') return { fitted: undefined, fenceStart: fence.start };
  return {
    fitted: { content: `${body}\n${fence.closing}`, endOffset, tokenCount: tokenCount + closingTokens(fence, tokens, before), truncated },
    fenceStart: fence.start,
  };
}

/** The marks of the closing line are those of the opening one, so they have as many tokens. */
function closingTokens({ opening, closing, start }: OpenFence, tokens: TokenMap, before: Uint32Array): number {
  const marks = start + opening.length - opening.trimStart().length;
  return (before[unitFrom(tokens, marks + closing.trimStart().length)] ?? 0) - (before[unitFrom(tokens, marks)] ?? 0);
}

/** Places to cut that leave at most `maxTokens`, the best first. */
function cutOffsets(text: string, { starts }: TokenMap, before: Uint32Array, maxTokens: number): number[] {
  let last = 0;
  while (last < starts.length && (before[last + 1] ?? 0) <= maxTokens) last += 1;
  const limit = starts[last] ?? text.length;
  const costs = new Map(splitSentences(text, 0, Math.min(text.length, limit + 1)).map(({ start, cut }) => [start, cut]));
  const offsets: { readonly offset: number; readonly cost: number }[] = [];
  for (let unit = last; unit > 0; unit -= 1) {
    const offset = starts[unit] ?? text.length;
    if (isInsideWord(text, offset)) continue;
    const waste = 1 - (before[unit] ?? 0) / maxTokens;
    offsets.push({ offset, cost: waste + WASTE_PER_COST * (costs.get(offset) ?? CUT.word) });
  }
  return offsets.toSorted((a, b) => a.cost - b.cost || b.offset - a.offset).map(({ offset }) => offset);
}

/** Words are what stands between white space; ideographs are words of their own. */
function isInsideWord(text: string, offset: number): boolean {
  if (offset <= 0 || offset >= text.length) return false;
  if (partsGrapheme(text, offset)) return true;
  if (isWhiteSpace(text.charCodeAt(offset - 1)) || isWhiteSpace(text.charCodeAt(offset))) return false;
  return !isCjk(text.codePointAt(offset) ?? 0) && !isCjk(text.charCodeAt(offset - 1));
}

/** Tokens before each unit, and of all of them last. */
function tokensBefore({ counts }: TokenMap): Uint32Array {
  const before = new Uint32Array(counts.length + 1);
  for (let unit = 0; unit < counts.length; unit += 1) before[unit + 1] = (before[unit] ?? 0) + (counts[unit] ?? 0);
  return before;
}

/** Index of the first unit that starts at or after `offset`. */
function unitFrom({ starts }: TokenMap, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

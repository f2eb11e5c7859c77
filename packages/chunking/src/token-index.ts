import type { TokenMap } from '@ltmc/contracts';

/**
 * Longest stretch of a unit that counts as one token, in UTF-16 code units. A tokenizer may call a word of any length one unknown token (BERT: from 101
 * characters on, so whole phrases of Thai), and a chunk of 200 such words, or of one with 100,000 characters, helps nobody.
 */
const LENGTH_PER_TOKEN = 16;

/** Token counts of any stretch of one text. */
export interface TokenIndex {
  /** Tokens of the units that start in `[start, end)`, but at least one per 16 code units of each; O(log n). */
  count(start: number, end: number): number;
  /** Tokens of unit `index` as the map has them. */
  unitTokens(index: number): number;
  /** Index of the first unit that starts at or after `offset`. */
  unitFrom(offset: number): number;
  /** Where unit `index` starts; the text's length past the last one. */
  unitStart(index: number): number;
  /** The smallest unit start whose stretch up to `end` has at most `tokens` tokens; `end` when there is none. */
  reachBack(end: number, tokens: number): number;
}

/**
 * Sums up a token map.
 * @throws TypeError when the map is not one of this text.
 */
export function createTokenIndex(text: string, { starts, counts }: TokenMap): TokenIndex {
  if (starts.length !== counts.length) throw new TypeError(`a token map has as many counts as starts, this one has ${counts.length} and ${starts.length}`);
  if ((starts.at(-1) ?? -1) >= text.length) throw new TypeError('the token map belongs to another, longer text');
  const before = new Float64Array(starts.length + 1);
  for (let unit = 0; unit < starts.length; unit += 1) {
    const weight = Math.max(counts[unit] ?? 0, weightByLength(text, starts[unit] ?? 0, starts[unit + 1] ?? text.length));
    before[unit + 1] = (before[unit] ?? 0) + weight;
  }
  const unitFrom = (offset: number): number => lowerBound(starts, offset);
  const unitStart = (index: number): number => starts[index] ?? text.length;
  return {
    unitFrom,
    unitStart,
    unitTokens: (index) => counts[index] ?? 0,
    count: (start, end) => (before[unitFrom(end)] ?? 0) - (before[unitFrom(start)] ?? 0),
    reachBack: (end, tokens) => {
      const last = unitFrom(end);
      const first = lowerBound(before, (before[last] ?? 0) - tokens);
      return first >= last ? end : unitStart(first);
    },
  };
}

function weightByLength(text: string, start: number, next: number): number {
  if (next - start <= LENGTH_PER_TOKEN) return 0;
  return Math.ceil(text.slice(start, next).trimEnd().length / LENGTH_PER_TOKEN);
}

/** Index of the first value that is at least `wanted`; `values` ascend. */
function lowerBound(values: Uint32Array | Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

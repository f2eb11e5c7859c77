import type { TokenMap } from '@ltmc/contracts';

/** Token counts of any stretch of one text. */
export interface TokenIndex {
  /** Tokens of the units that start in `[start, end)`; O(log n). */
  count(start: number, end: number): number;
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
  for (let unit = 0; unit < starts.length; unit += 1) before[unit + 1] = (before[unit] ?? 0) + (counts[unit] ?? 0);
  const unitFrom = (offset: number): number => lowerBound(starts, offset);
  const unitStart = (index: number): number => starts[index] ?? text.length;
  return {
    unitFrom,
    unitStart,
    count: (start, end) => (before[unitFrom(end)] ?? 0) - (before[unitFrom(start)] ?? 0),
    reachBack: (end, tokens) => {
      const last = unitFrom(end);
      const first = lowerBound(before, (before[last] ?? 0) - tokens);
      return first >= last ? end : unitStart(first);
    },
  };
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

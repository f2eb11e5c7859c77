import type { VectorIdRange } from '@ltmc/contracts';

/** The same ids as ranges that do not overlap, ascending. */
export function mergeRanges(ranges: readonly VectorIdRange[]): VectorIdRange[] {
  const merged: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const previous = merged.at(-1);
    if (previous && first <= previous.last + 1) previous.last = Math.max(previous.last, last);
    else if (first <= last) merged.push({ first, last });
  }
  return merged;
}

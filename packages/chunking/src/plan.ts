import { CROSS } from './costs.js';
import type { Atom } from './atoms.js';

/** Atoms `[from, to)` make one chunk. */
export interface PlannedChunk {
  readonly from: number;
  readonly to: number;
}

/** Bounds of a chunk, in tokens. */
export interface PlanLimits {
  readonly maxTokens: number;
  /** Kept free in chunks that repeat the end of the one before. */
  readonly overlapTokens: number;
}

/** A chunk of this share of `maxTokens` has nothing to gain from more text. */
const TARGET_SHARE = 0.75;

/**
 * Groups atoms into chunks so that the sum of costs is least: of cutting where text belongs together, of running over borders where it does not, and
 * of chunks smaller than the target (the squared share they lack). A shortest path over the borders, so no greedy leftovers: 220 tokens become 110 + 110, not 200 + 20.
 *
 * Linear in the text: each border looks back over one chunk only, and the atoms are coarse enough (`split.ts`) for a few dozen steps. Of equal paths the one with the longer last chunk wins.
 */
export function planChunks(atoms: readonly Atom[], { maxTokens, overlapTokens }: PlanLimits): PlannedChunk[] {
  const count = atoms.length;
  const weightBefore = runningSum(atoms, (atom) => atom.weight);
  const crossBefore = runningSum(atoms, (atom) => atom.cross);
  const cut = Float64Array.from(atoms, (atom, index) => (index === 0 ? 0 : atom.cut));
  const room = Float64Array.from(atoms, (atom) => maxTokens - (atom.continues ? overlapTokens : 0));
  const sizeCost = sizeCosts(maxTokens);
  /** Least cost of the chunks before each border, and where the last of them starts. */
  const best = new Float64Array(count + 1);
  const from = new Int32Array(count + 1);
  let earliest = 0;
  for (let to = 1; to <= count; to += 1) {
    const total = at(weightBefore, to);
    const crossed = at(crossBefore, to);
    // One atom alone always fits, since it may go without an overlap.
    let start = to - 1;
    if ((atoms[start]?.cross ?? 0) >= CROSS.topLevel) earliest = start;
    let leastStart = start;
    let least = at(best, start) + at(cut, start) + at(sizeCost, total - at(weightBefore, start));
    for (start -= 1; start >= earliest; start -= 1) {
      const weight = total - at(weightBefore, start);
      if (weight > maxTokens) break;
      const cost = at(best, start) + at(cut, start) + crossed - at(crossBefore, start + 1) + at(sizeCost, weight);
      if (cost <= least && weight <= at(room, start)) {
        least = cost;
        leastStart = start;
      }
    }
    best[to] = least;
    from[to] = leastStart;
  }
  return tracePath(from, count);
}

function tracePath(from: Int32Array, count: number): PlannedChunk[] {
  const chunks: PlannedChunk[] = [];
  for (let to = count; to > 0; ) {
    const start = from[to] ?? 0;
    chunks.push({ from: start, to });
    to = start;
  }
  return chunks.toReversed();
}

const at = (values: Float64Array, index: number): number => values[index] ?? 0;

function runningSum(atoms: readonly Atom[], value: (atom: Atom) => number): Float64Array {
  const sums = new Float64Array(atoms.length + 1);
  atoms.forEach((atom, index) => {
    sums[index + 1] = at(sums, index) + value(atom);
  });
  return sums;
}

/** Cost of a chunk by its tokens: 1 when empty, falling to 0 at the target. */
function sizeCosts(maxTokens: number): Float64Array {
  const target = Math.max(1, maxTokens * TARGET_SHARE);
  return Float64Array.from({ length: maxTokens + 1 }, (_, tokens) => Math.max(0, 1 - tokens / target) ** 2);
}

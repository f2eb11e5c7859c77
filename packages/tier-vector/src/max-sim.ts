/** Length of a token in a signature. */
export const BYTES_PER_TOKEN = 16;
/** Numbers of a query's token: one for each bit. */
export const TOKEN_DIMENSIONS = BYTES_PER_TOKEN * 8;

/**
 * The sum of a unit vector's numbers, each with the sign that a random direction has there, is `sqrt(2 / pi)` times the cosine on average.
 * @see Dong, Charikar and Li, Asymmetric distance estimation with sketches for similarity search in high-dimensional spaces, SIGIR 2008
 */
const COSINE_PER_SIGN_SUM = Math.sqrt(Math.PI / 2 / TOKEN_DIMENSIONS);

/** Values of a byte, and entries of its table. */
const VALUES = 256;
/** Two tokens of the query share a number, 16 bits each, so that one addition serves both. */
const HALF_BITS = 16;
const HALF_MASK = 0xffff;

/** A query's tokens as tables, ready to be compared with any number of texts. */
export interface MaxSimQuery {
  /** How many tokens it has. */
  readonly count: number;
  /** Writes to `cosines`, from `offset` on, what `VectorStore.maxSim` says of the text whose signature lies in `signatures` from `start` to `end`. */
  compare(signatures: Uint8Array, [start, end]: readonly [number, number], cosines: Float32Array, offset: number): void;
}

/** @param tokens - `TOKEN_DIMENSIONS` numbers each. */
export function prepareMaxSim(tokens: Float32Array): MaxSimQuery {
  const count = tokens.length / TOKEN_DIMENSIONS;
  const tokenAt = (at: number): Float32Array => tokens.subarray(at * TOKEN_DIMENSIONS, (at + 1) * TOKEN_DIMENSIONS); // empty behind the last
  const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, pair) => preparePair(tokenAt(2 * pair), tokenAt(2 * pair + 1)));
  const best = new Float64Array(2);
  return {
    count,
    compare: (signatures, [start, end], cosines, offset) => {
      if (end <= start) {
        cosines.fill(Number.NaN, offset, offset + count);
        return;
      }
      for (const [at, pair] of pairs.entries()) {
        findBestOfPair(pair, signatures, [start, end], best);
        for (const half of [0, 1]) {
          const token = 2 * at + half;
          if (token < count) cosines[offset + token] = Math.max(-1, Math.min(1, (best[half] ?? 0) * COSINE_PER_SIGN_SUM));
        }
      }
    },
  };
}

/**
 * Two tokens of the query: for each byte of a signature a table of what its 256 values add to the sign sums. Low half of an entry: the first token; high half: the second.
 * They are whole numbers of `steps`, made positive by the bias, so that no half borrows from the other; rounding costs a cosine less than 0.001.
 */
interface PreparedPair {
  readonly table: Int32Array;
  /** Whole numbers per 1.0. */
  readonly steps: number;
  /** Sums of the tokens' absolute numbers: how far below zero a sign sum can be. */
  readonly lowBias: number;
  readonly highBias: number;
}

function preparePair(low: Float32Array, high: Float32Array): PreparedPair {
  const [lowBias, highBias] = [absoluteSum(low), absoluteSum(high)];
  // A biased sum is at most twice the bias, and rounding adds at most half a step a byte. (Number.EPSILON: for a token of zeros.)
  const steps = (HALF_MASK - BYTES_PER_TOKEN) / (2 * Math.max(lowBias, highBias, Number.EPSILON));
  const table = new Int32Array(BYTES_PER_TOKEN * VALUES);
  const sums = new Float64Array(VALUES);
  for (let byte = 0; byte < BYTES_PER_TOKEN; byte += 1) {
    const at = byte * VALUES;
    fillBiasedSums(sums, low, byte * 8);
    for (let value = 0; value < VALUES; value += 1) table[at + value] = rounded((sums[value] ?? 0) * steps);
    fillBiasedSums(sums, high, byte * 8);
    for (let value = 0; value < VALUES; value += 1) table[at + value] = (table[at + value] ?? 0) | (rounded((sums[value] ?? 0) * steps) << HALF_BITS);
  }
  return { table, steps, lowBias, highBias };
}

/** Of a number from 0 to 2^31; twice as fast as `Math.round`. */
function rounded(number: number): number {
  return (number + 0.5) | 0;
}

function absoluteSum(numbers: Float32Array): number {
  let sum = 0;
  for (const number of numbers) sum += Math.abs(number);
  return sum;
}

/** For each value of a byte: the eight numbers from `offset` on, each with the sign of its bit, plus their absolute values. From the highest bit down, each doubles the values there are. */
function fillBiasedSums(sums: Float64Array, numbers: Float32Array, offset: number): void {
  let none = 0;
  for (let bit = 0; bit < 8; bit += 1) none += Math.abs(numbers[offset + bit] ?? 0) - (numbers[offset + bit] ?? 0);
  sums[0] = none;
  for (let bit = VALUES >> 1, at = 7; bit > 0; bit >>= 1, at -= 1) {
    const double = 2 * (numbers[offset + at] ?? 0);
    for (let value = 0; value < VALUES; value += 2 * bit) sums[value + bit] = (sums[value] ?? 0) + double;
  }
}

/**
 * The best sign sum of each of the two tokens, into `best`. Written out, because a loop over the 16 bytes takes twice as long. Sums wrap around at 32 bits without harm: neither
 * half overflows, and the upper one is read without sign. The `?? 0` satisfies the compiler and costs nothing.
 */
function findBestOfPair({ table: t, steps, lowBias, highBias }: PreparedPair, s: Uint8Array, [start, end]: readonly [number, number], best: Float64Array): void {
  let bestLow = 0;
  let bestHigh = 0;
  for (let at = start; at < end; at += BYTES_PER_TOKEN) {
    const a = ((((t[s[at] ?? 0] ?? 0) + (t[256 + (s[at + 1] ?? 0)] ?? 0)) | 0) + (((t[512 + (s[at + 2] ?? 0)] ?? 0) + (t[768 + (s[at + 3] ?? 0)] ?? 0)) | 0)) | 0;
    const b = ((((t[1024 + (s[at + 4] ?? 0)] ?? 0) + (t[1280 + (s[at + 5] ?? 0)] ?? 0)) | 0) + (((t[1536 + (s[at + 6] ?? 0)] ?? 0) + (t[1792 + (s[at + 7] ?? 0)] ?? 0)) | 0)) | 0;
    const c = ((((t[2048 + (s[at + 8] ?? 0)] ?? 0) + (t[2304 + (s[at + 9] ?? 0)] ?? 0)) | 0) + (((t[2560 + (s[at + 10] ?? 0)] ?? 0) + (t[2816 + (s[at + 11] ?? 0)] ?? 0)) | 0)) | 0;
    const d = ((((t[3072 + (s[at + 12] ?? 0)] ?? 0) + (t[3328 + (s[at + 13] ?? 0)] ?? 0)) | 0) + (((t[3584 + (s[at + 14] ?? 0)] ?? 0) + (t[3840 + (s[at + 15] ?? 0)] ?? 0)) | 0)) | 0;
    const sum = (((a + b) | 0) + ((c + d) | 0)) | 0;
    const low = sum & HALF_MASK;
    const high = sum >>> HALF_BITS;
    if (low > bestLow) bestLow = low;
    if (high > bestHigh) bestHigh = high;
  }
  best[0] = bestLow / steps - lowBias;
  best[1] = bestHigh / steps - highBias;
}

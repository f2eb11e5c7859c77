import type { NativeGraph, NativeGraphFactory } from './native-graph.js';

const FIRST_CAPACITY = 1024;

/** How a graph is built. */
export interface GraphSettings {
  /** Links per node and layer. */
  readonly m: number;
  /** Candidates looked at when a vector is inserted. */
  readonly efConstruction: number;
}

/** A navigable graph over the rows `0 .. covered - 1`; later rows are not in it yet. */
export interface Graph {
  readonly covered: number;
  /** Takes in row `covered`; a dead row (no vector) is only counted. */
  add(vector: Float32Array | undefined): void;
  /** Leaves a row out of all later answers. Rows not covered are ignored. */
  kill(row: number): void;
  /** About the `count` nearest live rows, in no promised order; `ef` candidates are looked at, at least `count`. */
  search(query: Float32Array, count: number, ef: number): number[];
  /** After the rows were compacted: `survivors[row]` is what `row` was called before. At most once, and nothing is added afterwards. */
  renameRows(survivors: Uint32Array): void;
  /** Synchronous. The file must exist; its mode is kept. */
  writeTo(path: string): void;
}

export function createGraph(create: NativeGraphFactory, dimension: number, { m, efConstruction }: GraphSettings): Graph {
  const native = create(dimension);
  native.initIndex({ maxElements: FIRST_CAPACITY, m, efConstruction });
  return wrap(native, 0);
}

/**
 * Loads a graph of `covered` rows. Synchronous.
 *
 * A file that is not one of hnswlib's ends the process, so its length and checksum must have been checked before.
 * @throws Error when the file cannot be opened or read.
 */
export function loadGraph(create: NativeGraphFactory, dimension: number, path: string, covered: number): Graph {
  const native = create(dimension);
  native.readIndexSync(path);
  return wrap(native, covered);
}

function wrap(native: NativeGraph, initiallyCovered: number): Graph {
  let covered = initiallyCovered;
  let labelOf: Uint32Array | undefined; // by row, ascending; undefined while a row's label is its number

  const rowOf = (label: number): number => (labelOf ? find(labelOf, label, covered) : label);
  const reserve = (): void => {
    if (native.getCurrentCount() === native.getMaxElements()) native.resizeIndex(2 * native.getMaxElements());
  };

  return {
    get covered() { return covered; },
    add: (vector) => {
      if (vector) {
        reserve();
        native.addPoint(Array.from(vector), covered);
      }
      covered++;
    },
    kill: (row) => {
      if (row >= covered) return;
      native.markDelete(labelOf?.[row] ?? row);
    },
    search: (query, count, ef) => {
      // hnswlib refuses more than its capacity, and searches for ever longer the more it is asked for.
      const wanted = Math.min(count, native.getCurrentCount());
      if (wanted === 0) return [];
      native.setEf(Math.max(ef, wanted));
      const { neighbors } = native.searchKnn(Array.from(query), wanted);
      return labelOf ? neighbors.map(rowOf).filter((row) => row >= 0) : neighbors;
    },
    renameRows: (survivors) => {
      labelOf = survivors;
      covered = lowerBound(survivors, covered);
    },
    writeTo: (path) => { native.writeIndexSync(path); },
  };
}

/** Position of `value` among the first `length` ascending numbers, or -1. */
function find(ascending: Uint32Array, value: number, length: number): number {
  const at = lowerBound(ascending, value);
  return at < length && ascending[at] === value ? at : -1;
}

/** How many of the ascending numbers are smaller than `value`. */
function lowerBound(ascending: Uint32Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { VectorEntry, VectorIdRange } from '@ltmc/contracts';
import { cosineAt } from './similarity.js';
import type { TopHits } from './top-hits.js';

/** The id of a row whose vector was removed or replaced. */
const DEAD = 0;
const FIRST_CAPACITY = 256;

/**
 * Vectors of one space, one behind the other in one array. A row is only ever appended or declared dead, never rewritten; so a
 * row number is a stable name (the graph uses it as its label) until `compact`, and a view of the array stays true while new rows come.
 */
export interface VectorRows {
  /** Rows in use, dead ones included. */
  readonly length: number;
  /** How many of them hold a current vector. */
  readonly live: number;
  /** Appends, unless the id is there with the same vector. Returns the row that died because its vector was replaced, or -1. */
  put(id: number, source: Float32Array, offset: number): number;
  /** Returns the rows that died. */
  remove(range: VectorIdRange): number[];
  /** Id of a row; 0 when it is dead. */
  idAt(row: number): number;
  vectorAt(row: number): Float32Array;
  /** Offers the live rows from `from` up to `to`, only those of `allowed` (ascending ids) where given. */
  scan(query: Float32Array, from: number, to: number, top: TopHits, allowed?: Float64Array): void;
  /** Offers the rows of these ids. */
  scanIds(query: Float32Array, ids: Float64Array, top: TopHits): void;
  /** Offers one row if it is live and allowed. */
  scanRow(query: Float32Array, row: number, top: TopHits, allowed?: Float64Array): void;
  /** The live vectors of a range, in order of their ids. */
  within(range: VectorIdRange): VectorEntry[];
  /** Drops the dead rows into a fresh array. Returns, for each new row, the row it was before (ascending). */
  compact(): Uint32Array;
  /** A consistent picture: a copy of the ids and a view of the vectors, which are not written again. */
  view(): RowsView;
}

/** The rows as they are kept in a snapshot. */
export interface RowsView {
  /** 0 marks a dead row. */
  readonly ids: Float64Array<ArrayBuffer>;
  readonly vectors: Float32Array<ArrayBuffer>;
}

/** @param initial - rows of a snapshot; taken over, not copied. */
export function createVectorRows(dimension: number, initial?: RowsView): VectorRows {
  let ids = initial?.ids ?? new Float64Array(FIRST_CAPACITY);
  let vectors = initial?.vectors ?? new Float32Array(FIRST_CAPACITY * dimension);
  let length = initial?.ids.length ?? 0;
  const rowOf = new Map<number, number>();
  const idAt = (row: number): number => ids[row] ?? DEAD;
  for (let row = 0; row < length; row++) if (idAt(row) !== DEAD) rowOf.set(idAt(row), row);

  const grow = (): void => {
    const capacity = Math.max(FIRST_CAPACITY, 2 * length);
    const [grownIds, grownVectors] = [new Float64Array(capacity), new Float32Array(capacity * dimension)];
    grownIds.set(ids);
    grownVectors.set(vectors);
    [ids, vectors] = [grownIds, grownVectors];
  };
  const equals = (row: number, source: Float32Array, offset: number): boolean => {
    for (let i = 0; i < dimension; i++) if (vectors[row * dimension + i] !== source[offset + i]) return false;
    return true;
  };
  const kill = (id: number): number => {
    const row = rowOf.get(id);
    if (row === undefined) return -1;
    rowOf.delete(id);
    ids[row] = DEAD;
    return row;
  };
  const vectorAt = (row: number): Float32Array => vectors.subarray(row * dimension, (row + 1) * dimension);
  const scanRow: VectorRows['scanRow'] = (query, row, top, allowed) => {
    const id = idAt(row);
    if (id !== DEAD && (!allowed || holds(allowed, id))) top.offer(id, cosineAt(vectors, row * dimension, query));
  };

  return {
    get length() { return length; },
    get live() { return rowOf.size; },
    idAt,
    vectorAt,
    scanRow,
    put: (id, source, offset) => {
      const row = rowOf.get(id);
      if (row !== undefined && equals(row, source, offset)) return -1;
      const died = kill(id);
      if (length === ids.length) grow();
      ids[length] = id;
      vectors.set(source.subarray(offset, offset + dimension), length * dimension);
      rowOf.set(id, length++);
      return died;
    },
    remove: ({ first, last }) => {
      const died: number[] = [];
      // A range may span far more ids than there are vectors.
      if (last - first < rowOf.size) for (let id = first; id <= last; id++) died.push(kill(id));
      else for (const id of rowOf.keys()) if (id >= first && id <= last) died.push(kill(id));
      return died.filter((row) => row >= 0);
    },
    scan: (query, from, to, top, allowed) => {
      // Held in constants, which the engine need not read again for each row (measured: a third faster).
      const [scannedIds, scannedVectors] = [ids, vectors];
      for (let row = from; row < to; row++) {
        const id = scannedIds[row] ?? DEAD;
        if (id !== DEAD && (!allowed || holds(allowed, id))) top.offer(id, cosineAt(scannedVectors, row * dimension, query));
      }
    },
    scanIds: (query, wanted, top) => {
      const scannedVectors = vectors;
      for (const id of wanted) {
        const row = rowOf.get(id);
        if (row !== undefined) top.offer(id, cosineAt(scannedVectors, row * dimension, query));
      }
    },
    within: ({ first, last }) => {
      const ids = [...rowOf.keys()].filter((id) => id >= first && id <= last).toSorted((a, b) => a - b);
      return ids.map((vectorId) => ({ vectorId, vector: vectorAt(rowOf.get(vectorId) ?? 0) }));
    },
    compact: () => {
      const survivors = new Uint32Array(rowOf.size);
      const [keptIds, keptVectors] = [new Float64Array(rowOf.size), new Float32Array(rowOf.size * dimension)];
      let kept = 0;
      for (let row = 0; row < length; row++) {
        if (idAt(row) === DEAD) continue;
        survivors[kept] = row;
        keptIds[kept] = idAt(row);
        keptVectors.set(vectorAt(row), kept * dimension);
        rowOf.set(idAt(row), kept++);
      }
      [ids, vectors, length] = [keptIds, keptVectors, kept];
      return survivors;
    },
    view: () => ({ ids: ids.slice(0, length), vectors: vectors.subarray(0, length * dimension) }),
  };
}

/** Binary search in ascending ids. */
function holds(ascending: Float64Array, id: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === id;
}

import type { AdjacentChunks, ChunkView, MemoryFilter } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';

/** A chunk of the pool: its text, how near it is to the query, and which chunks stand beside it. */
export interface PooledChunk {
  /** The vector id. */
  readonly id: number;
  readonly view: ChunkView;
  /** Cosine to the query; null where it has no embedding, or none was asked for. */
  readonly semantic: number | null;
  /** For each token of the query the best cosine to one of its own; null where they are not kept. */
  readonly tokenCosines: Float32Array | null;
  /** It may be an answer; else it is there for what stands beside it. */
  readonly mayAnswer: boolean;
  /** Ids of the chunks before and after it, whether they are in the pool or not; null where there is none, or it was not asked for. */
  readonly before: number | null;
  readonly after: number | null;
  /** Nothing stands before it in its conversation or document. */
  readonly isFirst: boolean;
}

/** What can be told of chunks that a search did not find. */
export interface PoolSignals {
  /** Cosines of these chunks to the query; those without embedding are absent. */
  similarities(ids: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** In the order of the ids. */
  tokenCosines(ids: readonly number[]): Promise<readonly (Float32Array | undefined)[]>;
}

export interface PoolOptions {
  readonly record: Pick<RecordView, 'adjacentChunks' | 'readChunks'>;
  readonly filter: MemoryFilter;
  readonly signals: PoolSignals;
}

export interface Pool {
  readonly chunks: readonly PooledChunk[];
  /** A chunk that was found was gone when it was read: it was replaced, forgotten or ran out meanwhile. */
  readonly lost: boolean;
}

/** What a search found: vector ids with their cosines. */
export type FoundChunks = ReadonlyMap<number, number | null>;

/**
 * The chunks that were found and those that stand beside them, with all that a ranking needs: a short answer is found by what it answers. What surrounds a text
 * is asked of the record now, so it is right whatever was inserted or forgotten since. Two round trips, however many chunks.
 */
export async function gatherPool(found: FoundChunks, { record, filter, signals }: PoolOptions): Promise<Pool> {
  if (found.size === 0) return { chunks: [], lost: false };
  const ids = [...found.keys()];
  const order = orderOf(await record.adjacentChunks(ids, filter));
  const beside = [...new Set([...order.before.keys(), ...order.after.keys()])].filter((id) => !found.has(id));
  const all = [...ids, ...beside];
  const [answers, besides, similarities, tokenCosines] = await Promise.all([
    record.readChunks({ vectorIds: all }, filter),
    isOnlyTime(filter) ? [] : record.readChunks({ vectorIds: beside }, timeOf(filter)),
    signals.similarities(beside),
    signals.tokenCosines(all),
  ]);
  const views = new Map([...besides, ...answers].map((view) => [view.vectorId, view]));
  const mayAnswer = new Set(answers.map(({ vectorId }) => vectorId));
  const chunks = all.flatMap((id, place): PooledChunk[] => {
    const view = views.get(id);
    if (!view) return [];
    const before = order.before.get(id) ?? null;
    return [{
      id, view, before,
      after: order.after.get(id) ?? null,
      semantic: found.get(id) ?? similarities.get(id) ?? null,
      tokenCosines: tokenCosines[place] ?? null,
      mayAnswer: mayAnswer.has(id),
      isFirst: before === null && found.has(id),
    }];
  });
  return { chunks, lost: ids.some((id) => !mayAnswer.has(id)) };
}

/** Which chunk comes before and after which, told from either of the two. */
interface Order {
  readonly before: ReadonlyMap<number, number>;
  readonly after: ReadonlyMap<number, number>;
}

function orderOf(adjacent: readonly AdjacentChunks[]): Order {
  const [before, after] = [new Map<number, number>(), new Map<number, number>()];
  const follow = (first: number | undefined, second: number | undefined): void => {
    if (first === undefined || second === undefined) return;
    after.set(first, second);
    before.set(second, first);
  };
  for (const { vectorId, before: previous, after: next } of adjacent) {
    follow(previous, vectorId);
    follow(vectorId, next);
  }
  return { before, after };
}

/** What a neighbour has to meet: `adjacentChunks` asks no more of it. */
function timeOf({ namespace, kinds, validAtMs, asOfMs }: MemoryFilter): MemoryFilter {
  return { namespace, ...(kinds && { kinds }), validAtMs, ...(asOfMs !== undefined && { asOfMs }) };
}

function isOnlyTime(filter: MemoryFilter): boolean {
  return Object.keys(filter).length === Object.keys(timeOf(filter)).length;
}

import type { AdjacentChunks, ChunkView, MemoryFilter } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import type { KnownChunks } from './known-chunks.js';

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
  readonly record: Pick<RecordView, 'adjacentChunks' | 'passing' | 'readChunks'>;
  readonly filter: MemoryFilter;
  readonly signals: PoolSignals;
  readonly known: KnownChunks;
}

export interface Pool {
  readonly chunks: readonly PooledChunk[];
  /** A chunk that was found was gone when it was read: it was replaced, forgotten or ran out meanwhile. */
  readonly lost: boolean;
}

/** What a search found: vector ids with their cosines. */
export type FoundChunks = ReadonlyMap<number, number | null>;

/**
 * The chunks that were found and those that stand beside them, with all that a ranking needs: a short answer is found by what it answers. Which of them are there,
 * and what surrounds them, is asked of the record now, in one statement, so it is right whatever was inserted or forgotten since; their texts never change.
 */
export async function gatherPool(found: FoundChunks, { record, filter, signals, known }: PoolOptions): Promise<Pool> {
  if (found.size === 0) return { chunks: [], lost: false };
  const ids = [...found.keys()];
  // What the vectors say is asked beside the record where it is known what stood beside all of them last time; seldom is there another one.
  const guess = known.likelyBeside(ids);
  const likely = [...(guess ?? [])].filter((id) => !found.has(id));
  const asked = new Set(guess ? [...ids, ...likely] : []);

  const readRecord = async (): Promise<RecordPart> => {
    const adjacent = await record.adjacentChunks(ids, filter);
    known.remember(adjacent);
    const order = orderOf(adjacent);
    const beside = [...new Set([...order.before.keys(), ...order.after.keys()])].filter((id) => !found.has(id));
    const isUnasked = (id: number): boolean => !asked.has(id);
    const there = adjacent.map(({ vectorId }) => vectorId);
    const all = [...there, ...beside];
    const [views, passing, late] = await Promise.all([
      known.views(all, (unknown) => record.readChunks({ vectorIds: unknown }, timeOf(filter))),
      isOnlyTime(filter) ? beside : record.passing(beside, filter),
      readSignals(signals, all.filter(isUnasked), beside.filter(isUnasked)),
    ]);
    return { all, order, views, mayAnswer: new Set([...there, ...passing]), late };
  };
  const [{ all, order, views, mayAnswer, late }, early] = await Promise.all([readRecord(), readSignals(signals, [...asked], likely)]);

  const chunks = all.flatMap((id): PooledChunk[] => {
    const view = views.get(id);
    if (!view) return [];
    const before = order.before.get(id) ?? null;
    return [{
      id, view, before,
      after: order.after.get(id) ?? null,
      semantic: found.get(id) ?? early.similarities.get(id) ?? late.similarities.get(id) ?? null,
      tokenCosines: early.tokenCosines.get(id) ?? late.tokenCosines.get(id) ?? null,
      mayAnswer: mayAnswer.has(id),
      isFirst: before === null && found.has(id),
    }];
  });
  return { chunks, lost: ids.some((id) => !mayAnswer.has(id) || !views.has(id)) };
}

/** What the record says of the chunks and what stands beside them. */
interface RecordPart {
  /** Those that were found first. */
  readonly all: readonly number[];
  readonly order: Order;
  readonly views: ReadonlyMap<number, ChunkView>;
  readonly mayAnswer: ReadonlySet<number>;
  /** Of those not asked for before. */
  readonly late: SignalPart;
}

/** What the vectors say of them. */
interface SignalPart {
  readonly similarities: ReadonlyMap<number, number>;
  readonly tokenCosines: ReadonlyMap<number, Float32Array>;
}

async function readSignals(signals: PoolSignals, ids: readonly number[], withoutCosine: readonly number[]): Promise<SignalPart> {
  if (ids.length === 0) return { similarities: new Map(), tokenCosines: new Map() };
  const [similarities, cosines] = await Promise.all([signals.similarities(withoutCosine), signals.tokenCosines(ids)]);
  const tokenCosines = new Map<number, Float32Array>();
  ids.forEach((id, place) => {
    const own = cosines[place];
    if (own) tokenCosines.set(id, own);
  });
  return { similarities, tokenCosines };
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

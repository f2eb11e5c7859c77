import { randomUUID } from 'node:crypto';
import { StoreClosedError, type CallContext, type Clock, type Embedder, type KindOf, type Logger, type RecordStore, type RecordWrites, type VectorStore } from '@ltmc/contracts';
import type { ContentLimits } from '../content-rules.js';
import { loadRankingModel, type RankingModel } from '@ltmc/ranking';
import { dropRetired } from '../drop-retired.js';
import { createEmbeddingQueue, type EmbeddingQueue } from '../embedding-queue.js';
import { RECORD_KINDS } from '../kinds.js';
import { startMaintenance, type SaveInTurn } from '../maintenance.js';
import type { WatchedRanking } from '../search/rank-pool.js';
import { createKnownChunks } from '../search/known-chunks.js';
import { searchMemory } from '../search-flow.js';
import { startSignatures, type SignatureOptions, type Signatures } from '../signatures.js';
import type { SearchInput, SearchResult } from '../types.js';
import { openVectorProjection, spaceName, type VectorProjection } from '../vector-projection.js';
import type { RecordView } from './record-view.js';

/**
 * What every part of the service works with: chats, todos, code patterns and the like are each a folder with a factory that takes this and gives the
 * part's methods. A part checks its input, chunks its text with `chunkContent`, writes with `writes` and `writeThenEmbed`, finds with `search`, and reads its
 * own tables through the record; each of its methods is `guarded`.
 */
export interface MemoryEngine {
  readonly record: RecordView;
  /** What the caller may write, under the fence that the call shows. @throws LtmcError `LTMC_INVALID_INPUT` for a fence that no lock can have given. */
  writes(context: CallContext): RecordWrites;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly queue: EmbeddingQueue;
  readonly clock: Clock;
  readonly limits: ContentLimits;
  readonly logger: Logger;
  /** The indexes that are open, by the names of their spaces. */
  readonly projections: ReadonlyMap<string, Promise<VectorProjection>>;
  /** The index of one kind of thing; opened when first asked for. */
  projection(of: KindOf): Promise<VectorProjection>;
  /** Kinds of which the namespace holds or held anything. */
  kindsIn(namespace: string): Promise<KindOf[]>;
  /** One search over whatever kinds are asked for; see `MemoryService.search`. */
  search(context: CallContext, input: SearchInput): Promise<SearchResult>;
  /** Token signatures; undefined where they are switched off, or the embedder makes none. */
  readonly signatures: Signatures | undefined;
  /**
   * Late interaction: for each chunk, in the order of the ids, the best cosine of each of the query's tokens (`LateInteraction.embedQuery`); undefined for a chunk without signature. Never
   * rejects: where signatures cannot be used, all are undefined and the log says why.
   */
  tokenCosines(tokens: Float32Array, vectorIds: readonly number[]): Promise<readonly (Float32Array | undefined)[]>;
  /** After a purge: what was purged leaves index and signatures and their files too. Never rejects; where the index is away, the next process to open it does this first. */
  scrubIndex(of: KindOf): Promise<void>;
  /** @throws LtmcError `LTMC_STORE_CLOSED` once the service is being closed. */
  requireOpen(): void;
  /** The method, which rejects with `LTMC_STORE_CLOSED` once the service is being closed. */
  guarded<Args extends readonly unknown[], Result>(method: (...args: Args) => Promise<Result>): (...args: Args) => Promise<Result>;
  /** Calls `listener` after embeddings were committed by this process, and now and then: another one may have died in between. It must return at once. */
  whenEmbedded(listener: () => void): void;
  /** Work of a part that has to end before the queue does. */
  beforeClose(end: () => Promise<void>): void;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly limits: ContentLimits;
  readonly saveInTurn: SaveInTurn;
  /** See `MemoryOptions`. */
  readonly watchRanking?: ((ranking: WatchedRanking) => void) | undefined;
  /** Default: searches go without token signatures. */
  readonly signatures?: SignatureOptions | undefined;
}

/** Starts the embedding queue and the work in the background. */
export function createEngine({ record, vectors, embedder, logger, clock, limits, saveInTurn, signatures: signatureOptions, watchRanking }: EngineOptions): MemoryEngine {
  const projections = new Map<string, Promise<VectorProjection>>();
  const known = createKnownChunks();
  const listeners: (() => void)[] = [];
  const endings: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;

  /** After a purge: what searches keep in memory goes too. */
  const dropRead = (): void => {
    known.clear();
    signatures?.dropRecent();
  };

  const projection = (of: KindOf): Promise<VectorProjection> => {
    const name = spaceName(of);
    let opened = projections.get(name);
    if (!opened) {
      opened = openVectorProjection({ record, vectors, fingerprint: embedder.fingerprint, of, logger, onPurged: dropRead });
      projections.set(name, opened);
      opened.catch(() => projections.delete(name)); // the next search tries anew
    }
    return opened;
  };

  const tellListeners = (): void => {
    for (const listener of listeners) listener();
  };

  /** Keeps the indexes that are open level with what was embedded, so that a search finds little left to do. */
  const followEmbedded = (namespaces: ReadonlySet<string>): void => {
    tellListeners();
    for (const namespace of namespaces) {
      for (const kind of RECORD_KINDS) {
        projections.get(spaceName({ namespace, kind }))?.then(({ catchUp }) => catchUp()).catch((cause: unknown) => logger.warn('vector index did not follow; the next search will', { cause }));
      }
    }
  };

  const signatures: Signatures | undefined = signatureOptions && startSignatures({ ...signatureOptions, record, vectors, embedder, logger, isBusy: () => queue.isBusy });
  const queue: EmbeddingQueue = createEmbeddingQueue({ record, embedder, clock, logger, owner: randomUUID(), onEmbedded: followEmbedded, ...(signatures && { onSigning: signatures.hold, onSigned: signatures.keep }) });

  /** A re-embedding that was killed after its switch leaves embeddings of the former model behind. */
  const tidy = async (signal: AbortSignal): Promise<void> => {
    tellListeners();
    const active = await record.activeFingerprint();
    if (active?.id !== embedder.fingerprint.id) return;
    await dropRetired({ record, vectors, signal });
    await signatures?.removeFormer();
  };

  const maintenance = startMaintenance({ projections: () => projections.values(), tidy, snapshotsAbove: vectors.capabilities.snapshotsAbove, saveInTurn, logger });

  const tokenCosines: MemoryEngine['tokenCosines'] = async (tokens, vectorIds) => signatures?.tokenCosines(tokens, vectorIds) ?? vectorIds.map(() => undefined);

  let model: Promise<RankingModel> | undefined;
  const rankingModel = (): Promise<RankingModel> => (model ??= loadRankingModel());

  const requireOpen = (): void => {
    if (closing) throw new StoreClosedError('memory');
  };

  const close = async (): Promise<void> => {
    await Promise.all(endings.map((end) => end()));
    await queue.close();
    await Promise.all([maintenance.close(), signatures?.close()]);
  };

  return {
    record, vectors, embedder, queue, clock, limits, logger, signatures, projections, projection,
    writes: ({ fence }) => (fence ? record.fenced(fence) : record),
    kindsIn: async (namespace) => {
      const versions = await record.kindVersions(namespace, RECORD_KINDS);
      return RECORD_KINDS.filter((_kind, index) => (versions[index] ?? 0) > 0).map((kind) => ({ namespace, kind }));
    },
    search: (context, input) => searchMemory({ record, embedder, vectors, queue, clock, projection, known, tokenCosines, rankingModel, watchRanking }, context, input),
    tokenCosines,
    scrubIndex: async (of) => {
      dropRead();
      const vectorsGone = projection(of)
        .then(({ catchUp }) => catchUp())
        .catch((cause: unknown) => logger.warn('vector index could not be scrubbed after a purge; the next start does it', { ...of, cause }));
      await Promise.all([vectorsGone, signatures?.catchUp()]);
    },
    requireOpen,
    guarded: (method) => async (...args) => {
      requireOpen();
      return method(...args);
    },
    whenEmbedded: (listener) => { listeners.push(listener); },
    beforeClose: (end) => { endings.push(end); },
    close: () => (closing ??= close()),
  };
}

import { randomUUID } from 'node:crypto';
import { StoreClosedError, type Clock, type Embedder, type Logger, type RecordStore, type VectorStore } from '@ltmc/contracts';
import type { ContentLimits } from './content-rules.js';
import { dropRetired } from './drop-retired.js';
import { createEmbeddingQueue } from './embedding-queue.js';
import { forgetMemory, normalisedRef, unknownMemory } from './forget-flow.js';
import { listMemories } from './list-flow.js';
import { startMaintenance, type SaveInTurn } from './maintenance.js';
import { memoryHealth } from './memory-health.js';
import { searchMemory } from './search-flow.js';
import { storeMemory } from './store-flow.js';
import type { MemoryService } from './types.js';
import { openVectorProjection, type VectorProjection } from './vector-projection.js';

/** What {@link createMemory} works on. It closes none of the tiers. */
export interface MemoryOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly logger: Logger;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Longest content of one memory, UTF-8 bytes. Default 1,048,576. */
  readonly maxContentBytes?: number;
  /** Runs the function when it is this process's turn to write index snapshots, and not at all otherwise. Default: it always is. */
  readonly saveInTurn?: SaveInTurn;
}

/** The storage flow and the search flow over a record, its vector index and an embedder. */
export function createMemory({ record, vectors, embedder, logger, clock = { nowMs: () => Date.now() }, maxContentBytes = 1_048_576, saveInTurn = (save) => save() }: MemoryOptions): MemoryService {
  const limits: ContentLimits = { maxContentBytes };
  const projections = new Map<string, Promise<VectorProjection>>();
  let closing: Promise<void> | undefined;

  const projection = (namespace: string): Promise<VectorProjection> => {
    let opened = projections.get(namespace);
    if (!opened) {
      opened = openVectorProjection({ record, vectors, fingerprint: embedder.fingerprint, namespace, logger });
      projections.set(namespace, opened);
      opened.catch(() => projections.delete(namespace)); // the next search tries anew
    }
    return opened;
  };

  /** Keeps the indexes that are open level with what was embedded, so that a search finds little left to do. */
  const followEmbedded = (namespaces: ReadonlySet<string>): void => {
    for (const namespace of namespaces) {
      projections.get(namespace)?.then(({ catchUp }) => catchUp()).catch((cause: unknown) => logger.warn('vector index did not follow; the next search will', { cause }));
    }
  };

  const queue = createEmbeddingQueue({ record, embedder, clock, logger, owner: randomUUID(), onEmbedded: followEmbedded });
  /** What is purged must leave the index and its files too. Where the index is away, the next process to open it does this first. */
  const scrubIndex = (namespace: string): Promise<void> =>
    projection(namespace)
      .then(({ catchUp }) => catchUp())
      .catch((cause: unknown) => logger.warn('vector index could not be scrubbed after a purge; the next start does it', { namespace, cause }));

  /** A re-embedding that was killed after its switch leaves embeddings of the former model behind. */
  const tidy = async (signal: AbortSignal): Promise<void> => {
    const active = await record.activeFingerprint();
    if (active?.id === embedder.fingerprint.id) await dropRetired({ record, vectors, signal });
  };

  const maintenance = startMaintenance({ projections: () => projections.values(), tidy, snapshotsAbove: vectors.capabilities.snapshotsAbove, saveInTurn, logger });

  const open = (): void => {
    if (closing) throw new StoreClosedError('memory');
  };

  const close = async (): Promise<void> => {
    await queue.close();
    await maintenance.close();
  };

  return {
    store: async (context, input, format) => {
      open();
      return storeMemory({ record, embedder, queue, clock, limits, logger }, context, input, format);
    },
    search: async (context, input) => {
      open();
      return searchMemory({ record, embedder, vectors, queue, clock, projection }, context, input);
    },
    get: async ({ namespace }, ref, which) => {
      open();
      const version = await record.getVersion(namespace, normalisedRef(ref), which);
      if (!version) throw unknownMemory(ref);
      return { ...version, versions: await record.listVersions(namespace, version.resourceId) };
    },
    list: async (context, input) => {
      open();
      return listMemories({ record, clock }, context, input);
    },
    forget: async (context, input, format) => {
      open();
      const result = await forgetMemory({ record, clock }, context, input, format);
      if (input.purge === true && input.dryRun !== true) await scrubIndex(context.namespace);
      return result;
    },
    reconcile: async ({ namespace }) => {
      open();
      const { compared, repaired } = await (await projection(namespace)).reconcile();
      return { compared, repaired };
    },
    health: () => memoryHealth({ record, vectors, queue, clock, projections }),
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

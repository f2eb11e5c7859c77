import { StoreClosedError, type Logger, type VectorIndex, type VectorSpace, type VectorStore } from '@ltmc/contracts';
import { createHnswIndex, packEntries, type HnswIndex } from './hnsw-index.js';
import { checkEfSearch, checkMaxSim, checkSameDimension, checkScan, checkSpace } from './input-checks.js';
import { unpackHits } from './packed-hits.js';
import { packSignatures } from './packed-signatures.js';
import { spaceKey } from './space-key.js';
import { startWorker, type WorkerLink } from './worker-link.js';

const NAME = 'vector/hnsw';

export interface HnswVectorStoreOptions {
  /** Where snapshots are kept, one sub folder per space; made when the first one is written. May be shared by several processes. */
  readonly folder: string;
  /** Up to so many vectors of a space every search is an exact scan, and there is no graph and no snapshot. Default 4000. */
  readonly exactUpTo?: number;
  /** Links per node and layer of the graph. Default 16. */
  readonly m?: number;
  /** Graph candidates looked at when a vector is inserted. Default 200. */
  readonly efConstruction?: number;
  /** Graph candidates looked at by a search, at least. Default 200. */
  readonly efSearch?: number;
  /** How long files stay to which no snapshot points, as left by a crash, milliseconds. Default 600000. */
  readonly graceMs?: number;
  /** Names the record that the vectors come from; a snapshot of another one is left aside. Default empty. */
  readonly recordId?: string;
  /** Asked when a snapshot is written and about to be published; false discards it, e.g. because a lease was lost. */
  readonly mayPublish?: () => Promise<boolean>;
  readonly logger?: Logger;
}

/** How well the graphs answered some of the searches that were made since they were asked last. */
export interface RecallMeasure {
  /** Searches that were made again. */
  readonly queries: number;
  /** What an exact scan has among its 50 nearest, over all of them, and what of that the graphs found. */
  readonly wanted: number;
  readonly found: number;
  /** Mean time of one, milliseconds. */
  readonly graphMs: number;
  readonly exactMs: number;
}

/** A store whose searches can be tuned while it serves. */
export interface HnswVectorStore extends VectorStore {
  /** Graph candidates looked at by a search, at least. */
  readonly efSearch: number;
  /** From now on, for all indexes. @throws LtmcError `LTMC_INVALID_INPUT` unless it is a whole number from 1 to 10,000, and as searches throw. */
  setEfSearch(efSearch: number): Promise<void>;
  /** Asks up to 16 recent searches of each index once more, by graph and exactly, other work in between. All zero where no graph has answered any. */
  measureRecall(): Promise<RecallMeasure>;
}

/**
 * Vectors in a worker thread: exact scans while there are few, a graph (`hnswlib-node`) beyond, checked snapshot files.
 *
 * When the thread dies, calls in flight and later calls of the indexes it held reject with `LTMC_INDEX_UNAVAILABLE` (retryable);
 * `openIndex` then starts a new thread and gives a new index at the cursor of its snapshot, or at 0.
 * @throws LtmcError `LTMC_INDEX_UNAVAILABLE` when the thread cannot start.
 */
export async function openHnswVectorStore(options: HnswVectorStoreOptions): Promise<HnswVectorStore> {
  const { logger, mayPublish = async () => true } = options;
  let { efSearch } = workerOptions(options);
  let lastIndex = 0;
  let indexes = new Map<string, Promise<HnswIndex>>();
  let closing: Promise<void> | undefined;

  const start = (): Promise<WorkerLink> => startWorker({ ...workerOptions(options), efSearch }, logger, () => {
    link = undefined;
    // They stay lost, also when the thread is back: what was applied to them is gone, and their users must notice.
    for (const index of indexes.values()) void index.then((lost) => { lost.lose(); }, () => undefined);
    indexes = new Map();
  });
  let link: Promise<WorkerLink> | undefined = start();
  const worker = (): Promise<WorkerLink> => {
    if (closing) throw new StoreClosedError(NAME);
    link ??= start();
    return link;
  };
  const { missing } = await link;

  const open = async (space: VectorSpace): Promise<HnswIndex> => {
    const opened = await worker();
    const number = ++lastIndex;
    const state = await opened.call('open', { index: number, space });
    return createHnswIndex({ space, number, link: opened, state, mayPublish, forget: () => { indexes.delete(spaceKey(space)); } });
  };
  const openIndex = async (space: VectorSpace): Promise<VectorIndex> => {
    checkSpace(space);
    if (closing) throw new StoreClosedError(NAME);
    const key = spaceKey(space);
    const index = indexes.get(key) ?? open(space);
    indexes.set(key, index);
    index.catch(() => { if (indexes.get(key) === index) indexes.delete(key); });
    checkSameDimension((await index).space, space);
    return index;
  };
  const close = (): Promise<void> => (closing ??= closeAll());
  const closeAll = async (): Promise<void> => {
    const running = await link?.catch(() => undefined);
    // From here every call of every index rejects.
    await running?.end(new StoreClosedError(NAME));
  };

  return {
    capabilities: { driver: 'hnsw', approximate: missing === undefined, persistent: true, snapshotsAbove: workerOptions(options).exactUpTo, ...(missing !== undefined && { degradedReason: missing }) },
    openIndex,
    scan: async (query, entries, limit) => {
      checkScan(query, entries, limit);
      const opened = await worker();
      const packed = packEntries(entries, query.length);
      return unpackHits(await opened.call('scan', { ...packed, query, limit }, [packed.ids.buffer, packed.vectors.buffer]));
    },
    maxSim: async (tokens, signatures) => {
      checkMaxSim(tokens, signatures);
      const opened = await worker();
      const packed = packSignatures(signatures);
      return opened.call('maxSim', { ...packed, tokens }, [packed.bytes.buffer, packed.ends.buffer]);
    },
    get efSearch() { return efSearch; },
    setEfSearch: async (wanted) => {
      checkEfSearch(wanted);
      await (await worker()).call('tune', { efSearch: wanted });
      efSearch = wanted;
    },
    measureRecall: async () => recallOf(await Promise.all(indexes.values())),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function recallOf(indexes: readonly HnswIndex[]): Promise<RecallMeasure> {
  const sum = { queries: 0, wanted: 0, found: 0, graphMs: 0, exactMs: 0 };
  for (const index of indexes) {
    for (let sample = await index.compareRecent(); sample; sample = await index.compareRecent()) {
      sum.queries += 1;
      for (const name of ['wanted', 'found', 'graphMs', 'exactMs'] as const) sum[name] += sample[name];
    }
  }
  const each = Math.max(1, sum.queries);
  return { ...sum, graphMs: sum.graphMs / each, exactMs: sum.exactMs / each };
}

function workerOptions(options: HnswVectorStoreOptions): Parameters<typeof startWorker>[0] {
  const { folder, recordId = '', exactUpTo = 4000, m = 16, efConstruction = 200, efSearch = 200, graceMs = 600_000 } = options;
  return { folder, recordId, exactUpTo, m, efConstruction, efSearch, graceMs };
}

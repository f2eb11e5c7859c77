import { LtmcError, type Change, type EmbeddingFingerprint, type Logger, type RecordStore, type VectorHit, type VectorIdRange, type VectorIndex, type VectorSearchOptions, type VectorStore } from '@ltmc/contracts';

const CHANGES_PER_STEP = 1000;
const VECTORS_PER_STEP = 4096;

export interface VectorProjectionOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly fingerprint: EmbeddingFingerprint;
  readonly namespace: string;
  readonly logger: Logger;
}

/** The vector index of one namespace, kept level with the record by following its change log. */
export interface VectorProjection {
  /** How many vectors the index holds. */
  readonly size: number;
  /** The nearest in the index as it stands; see `VectorIndex.search`. An index that was lost is filled again first. */
  search(query: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]>;
  /**
   * Brings the index up to a moment not earlier than the call: what any process had committed then is in it.
   * Calls share the work that is under way.
   */
  catchUp(): Promise<void>;
  /** Empties the index and fills it from the record. */
  rebuild(): Promise<void>;
  /** How far the index is behind, in changes. */
  lag(): Promise<number>;
  /** Keeps the index for the next start, if the driver can and there is something new. */
  saveSnapshot(): Promise<boolean>;
}

/** Opens the index; a fresh or left-aside one is filled by the first `catchUp`. */
export async function openVectorProjection(options: VectorProjectionOptions): Promise<VectorProjection> {
  const { record, vectors, fingerprint, namespace, logger } = options;
  const open = (): Promise<VectorIndex> => vectors.openIndex({ namespace, fingerprint: fingerprint.id, dimension: fingerprint.dimension });
  let index = await open();
  let working: Promise<void> = Promise.resolve();

  /** One step at a time: two writers of one index would let its cursor run ahead of its content. */
  const exclusively = (step: () => Promise<void>): Promise<void> => {
    const next = working.then(step);
    working = next.catch(() => undefined);
    return next;
  };

  const catchUp = async (): Promise<void> => {
    const target = await record.lastSeq();
    if (index.cursor === target) return;
    await exclusively(() => reopening(() => advance(target)));
  };

  const advance = async (target: number): Promise<void> => {
    // A cursor ahead of the record means the index belongs to a later state, e.g. after a restored backup.
    if (index.cursor === 0 || index.cursor > (await record.lastSeq())) await refill();
    while (index.cursor < target) await follow(await record.changesAfter(index.cursor, CHANGES_PER_STEP), target);
  };

  /** A crashed index is gone with its handle; a new one starts from its snapshot or empty. Tried once: a second crash is an answer. */
  const reopening = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!LtmcError.is(error) || error.code !== 'LTMC_INDEX_UNAVAILABLE') throw error;
      logger.warn('vector index was lost and is opened anew', { namespace, cause: error });
      index = await open();
      return work();
    }
  };

  const search = async (query: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]> => {
    const asked = index;
    try {
      return await asked.search(query, options);
    } catch (error) {
      if (!LtmcError.is(error) || error.code !== 'LTMC_INDEX_UNAVAILABLE') throw error;
      await catchUp();
      if (index === asked) throw error;
      return index.search(query, options);
    }
  };

  const follow = async (changes: readonly Change[], target: number): Promise<void> => {
    const own = changes.filter((change) => change.namespace === namespace);
    const last = changes.at(-1)?.seq ?? target;
    // The content is read after the changes, so it is never older than they are; later changes are applied again, harmlessly.
    const upsert = await record.currentVectors(namespace, fingerprint.id, own.filter(mayBeCurrent).map(vectorsOf));
    await index.apply({ upsert, remove: own.filter((change) => !mayBeCurrent(change)).map(vectorsOf), cursor: last });
  };

  const refill = async (): Promise<void> => {
    if (index.size > 0 || index.cursor > 0) {
      logger.warn('vector index does not fit the record and is rebuilt', { namespace, cursor: index.cursor });
      await index.clear();
    }
    const cursor = await record.lastSeq();
    let after = 0;
    for (;;) {
      const upsert = await record.currentVectorsAfter(namespace, fingerprint.id, after, VECTORS_PER_STEP);
      const last = upsert.at(-1);
      if (!last) break;
      after = last.vectorId;
      await index.apply({ upsert, remove: [], cursor: 0 });
    }
    await index.apply({ upsert: [], remove: [], cursor });
  };

  const rebuild = async (): Promise<void> => {
    await index.clear();
    await refill();
  };

  return {
    get size() {
      return index.size;
    },
    search,
    catchUp,
    rebuild: () => exclusively(() => reopening(rebuild)),
    lag: async () => Math.max(0, (await record.lastSeq()) - index.cursor),
    saveSnapshot: () => index.saveSnapshot(),
  };
}

function mayBeCurrent({ op }: Change): boolean {
  return op === 'stored' || op === 'embedded' || op === 'restored';
}

function vectorsOf({ vectors }: Change): VectorIdRange {
  return vectors;
}

import { LtmcError, type Change, type EmbeddingFingerprint, type KindOf, type Logger, type RecordStore, type VectorHit, type VectorIdRange, type VectorIndex, type VectorSearchOptions, type VectorStore } from '@ltmc/contracts';
import { followRecord, type Projection, type ProjectionTarget } from './projection.js';
import { requireActiveModel } from './require-active-model.js';
import { reconcileVectors, type Reconciliation } from './reconcile-vectors.js';

const VECTORS_PER_STEP = 4096;

export interface VectorProjectionOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly fingerprint: EmbeddingFingerprint;
  /** What it holds. */
  readonly of: KindOf;
  readonly logger: Logger;
  /** Called when some process has purged anything of it. Default: nothing is. */
  readonly onPurged?: () => void;
}

/**
 * The name of the index: for memories the namespace itself, so that the index files of a record stay valid. No namespace has a NUL in its name.
 */
export function spaceName({ namespace, kind }: KindOf): string {
  return kind === 'memory' ? namespace : `${namespace}\u0000${kind}`;
}

/** The vector index of one kind of thing in one namespace, kept level with the record. */
export interface VectorProjection extends Projection {
  /** How many vectors the index holds. */
  readonly size: number;
  /** The nearest in the index as it stands; see `VectorIndex.search`. An index that was lost is filled again first. */
  search(query: Float32Array, options: VectorSearchOptions): Promise<VectorHit[]>;
  /** Compares the next slice of the index with the record and repairs it; call it now and then. Starts over at the end. */
  reconcileSlice(): Promise<Reconciliation>;
  /** Compares all of it. */
  reconcile(): Promise<Reconciliation>;
  /** Keeps the index for the next start, if the driver can and there is something new. */
  saveSnapshot(): Promise<boolean>;
  /** Change-log position the index covers. */
  readonly cursor: number;
}

/** Opens the index; a fresh or left-aside one is filled by the first `catchUp`. */
export async function openVectorProjection({ record, vectors, fingerprint, of, logger, onPurged }: VectorProjectionOptions): Promise<VectorProjection> {
  const { namespace, kind } = of;
  const open = (): Promise<VectorIndex> => vectors.openIndex({ namespace: spaceName(of), fingerprint: fingerprint.id, dimension: fingerprint.dimension });
  let index = await open();
  let reconciledUpTo = 0;

  const apply: ProjectionTarget['apply'] = async (changes, upTo) => {
    const own = changes.filter((change) => change.namespace === namespace && change.kind === kind);
    // The vectors of the model that came then were announced by nothing else.
    if (own.some(({ op }) => op === 'reembedded')) return rebuild();
    // The content is read after the changes, so it is never older than they are; later changes are applied again, harmlessly.
    const upsert = await record.currentVectors(of, fingerprint.id, own.filter(mayBeCurrent).map(vectorsOf));
    const remove = own.filter((change) => !mayBeCurrent(change)).map(vectorsOf);
    const scrub = own.some(({ op }) => op === 'purged');
    if (scrub) onPurged?.();
    await index.apply({ upsert, remove, cursor: upTo, scrub });
  };

  /** What another model's server still holds is of no use from the switch on, and what the record still has of it is on its way out. */
  const rebuild = async (): Promise<void> => {
    await requireActiveModel(record, fingerprint);
    if (index.size > 0 || index.cursor > 0) await index.clear();
    const cursor = await record.lastSeq();
    for (let after = 0; ; ) {
      const upsert = await record.currentVectorsAfter(of, fingerprint.id, after, VECTORS_PER_STEP);
      const last = upsert.at(-1);
      await index.apply({ upsert, remove: [], cursor: last ? 0 : cursor });
      if (!last) return;
      after = last.vectorId;
    }
  };

  const projection = followRecord({ record, logger, target: { name: `vectors/${namespace}/${kind}`, cursor: async () => index.cursor, apply, rebuild } });

  /** A crashed index is gone with its handle; a new one starts from its snapshot or empty. Tried once: a second crash is an answer. */
  const reopening = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const asked = index;
    try {
      return await work();
    } catch (error) {
      if (!LtmcError.is(error) || error.code !== 'LTMC_INDEX_UNAVAILABLE') throw error;
      logger.warn('vector index was lost and is opened anew', { namespace, kind, cause: error });
      await projection.exclusively(async () => {
        if (index === asked) index = await open();
      });
      await projection.catchUp();
      return work();
    }
  };

  const compareAfter = (after: number): Promise<Reconciliation> => reopening(async () => {
    await projection.catchUp();
    return projection.exclusively(async () => {
      const slice = await reconcileVectors({ record, index, of, fingerprint: fingerprint.id, after });
      if (slice.repaired > 0) logger.warn('vector index differed from the record and was repaired', { namespace, kind, repaired: slice.repaired });
      return slice;
    });
  });

  return {
    ...projection,
    get cursor() {
      return index.cursor;
    },
    get size() {
      return index.size;
    },
    catchUp: () => reopening(() => projection.catchUp()),
    rebuild: () => reopening(() => projection.rebuild()),
    search: (query, options) => reopening(() => index.search(query, options)),
    reconcileSlice: async () => {
      const slice = await compareAfter(reconciledUpTo);
      reconciledUpTo = slice.last ?? 0;
      return slice;
    },
    reconcile: async () => {
      const total = { compared: 0, repaired: 0 };
      for (let after = 0; ; ) {
        const slice = await compareAfter(after);
        total.compared += slice.compared;
        total.repaired += slice.repaired;
        if (slice.last === undefined) return { ...total, last: undefined };
        after = slice.last;
      }
    },
    saveSnapshot: async () => {
      const active = await record.activeFingerprint();
      // A snapshot of a former model would outlive the purge of what is in it.
      return active?.id === fingerprint.id && index.saveSnapshot();
    },
  };
}

function mayBeCurrent({ op }: Change): boolean {
  return op === 'stored' || op === 'embedded' || op === 'restored';
}

function vectorsOf({ vectors }: Change): VectorIdRange {
  return vectors;
}

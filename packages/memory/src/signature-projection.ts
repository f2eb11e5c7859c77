import type { Change, Logger, RecordStore, SignatureStore, VectorIdRange } from '@ltmc/contracts';

const CHANGES_PER_STEP = 1000;
/** So many changes without a removal are followed before the position is written; those after it are only looked through again. */
const CHANGES_PER_MOVE = 1000;
const NEAR = 64;

/** What came into the record and may lack a signature. */
export interface SignatureHints {
  /** Everything has to be compared: this process has just begun, or signatures were lost. */
  readonly all: boolean;
  /** Chunks that came, were embedded or brought back. */
  readonly ranges: readonly VectorIdRange[];
}

/** Keeps the store level with the record in one direction: what is current no more goes. What is missing is only told. */
export interface SignatureProjection {
  /** Removes what the changes up to now say. A purge leaves no byte once this resolved. To be called before the first signature is put: of a store without position nothing is kept. */
  catchUp(): Promise<void>;
  /** Whether anything came since the hints were last taken. */
  readonly hasHints: boolean;
  /** What came since they were last taken. */
  takeHints(): SignatureHints;
}

export interface SignatureProjectionOptions {
  readonly record: RecordStore;
  readonly store: SignatureStore;
  readonly logger: Logger;
}

export function followWithSignatures({ record, store, logger }: SignatureProjectionOptions): SignatureProjection {
  let hints: { all: boolean; ranges: VectorIdRange[] } = { all: false, ranges: [] };
  let seen: number | undefined;
  let knownLosses = store.losses;
  let working: Promise<unknown> = Promise.resolve();

  /** The store's position, if it is one of this record. */
  const positionInRecord = async (): Promise<number | undefined> => {
    const { seq, atMs } = await store.position();
    if (seq === 0) return undefined;
    const [change] = await record.changesAfter(seq - 1, 1);
    if (change?.seq === seq && change.atMs === atMs) return seq;
    logger.warn('token signatures do not fit the record and are made anew', { seq });
    return undefined;
  };

  /** Empty, at the record's end: what was removed before is in it no more. */
  const restart = async (to: number): Promise<void> => {
    if ((await store.count()) > 0) {
      // Another process may have begun it meanwhile: the position comes before the first signature.
      if ((await positionInRecord()) !== undefined) return advance();
      await store.clear();
    }
    const [newest] = await record.changesAfter(to - 1, 1);
    if (newest) await store.apply({ remove: [], position: newest });
    hints.all = true;
    seen = to;
  };

  const apply = async (changes: readonly Change[], position: number): Promise<number> => {
    const gone = changes.filter(({ op, seq }) => seq > position && isRemoval(op));
    const last = changes.at(-1);
    if (!last || (gone.length === 0 && last.seq < position + CHANGES_PER_MOVE)) return position;
    await store.apply({ remove: gone.map(vectorsOf).filter(isRange), position: last, scrub: gone.some(({ op }) => op === 'purged') });
    return last.seq;
  };

  const hint = (changes: readonly Change[]): void => {
    hints.all ||= changes.some(({ op }) => op === 'reembedded');
    if (!hints.all) hints.ranges.push(...changes.filter(({ op }) => mayBeCurrent(op)).map(vectorsOf).filter(isRange));
  };

  const advance = async (): Promise<void> => {
    const to = await record.lastSeq();
    if (to === 0) return;
    let position = await positionInRecord();
    if (seen === undefined || store.losses !== knownLosses) hints.all = true;
    knownLosses = store.losses;
    if (position === undefined) return restart(to);
    seen ??= position;
    while (seen < to) {
      const changes = await record.changesAfter(seen, CHANGES_PER_STEP);
      position = await apply(changes, position);
      hint(changes);
      seen = changes.at(-1)?.seq ?? to;
    }
  };

  return {
    catchUp: () => {
      const next = working.then(advance);
      working = next.catch(() => undefined);
      return next;
    },
    get hasHints() {
      return hints.all || hints.ranges.length > 0;
    },
    takeHints: () => {
      const { all, ranges } = hints;
      hints = { all: false, ranges: [] };
      return { all, ranges: all ? [] : joined(ranges) };
    },
  };
}

/** Ascending, those near each other as one: looking at a few ids too many costs less than asking once more. */
function joined(ranges: readonly VectorIdRange[]): VectorIdRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const run = runs.at(-1);
    if (run && first <= run.last + NEAR) run.last = Math.max(run.last, last);
    else runs.push({ first, last });
  }
  return runs;
}

function isRemoval(op: Change['op']): boolean {
  return op === 'superseded' || op === 'forgotten' || op === 'purged';
}

function mayBeCurrent(op: Change['op']): boolean {
  return op === 'stored' || op === 'embedded' || op === 'restored';
}

function vectorsOf({ vectors }: Change): VectorIdRange {
  return vectors;
}

/** A version without chunks, and relations, name no vectors. */
function isRange({ first, last }: VectorIdRange): boolean {
  return first <= last;
}

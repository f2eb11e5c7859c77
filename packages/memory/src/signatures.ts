import { setTimeout as sleep } from 'node:timers/promises';
import type { CarriedChunk, Embedder, Logger, RecordStore, SignatureEntry, SignatureStore, VectorStore } from '@ltmc/contracts';
import { createRecentItems } from './search/recent-items.js';
import { followWithSignatures } from './signature-projection.js';
import { ALL_IDS, countMissing, refill, type RefillParts } from './signature-refill.js';
import { putSignatures } from './signature-writer.js';

/** Runs `work` when it is this process's turn to make missing signatures, and resolves with whether it was; `signal` is aborted when the turn is lost. */
export type SignatureInTurn = (work: (signal: AbortSignal) => Promise<void>) => Promise<boolean>;

/** Where token signatures are kept; see `createMemory`. */
export interface SignatureOptions {
  readonly store: SignatureStore;
  /** Default: it is always this process's turn. */
  readonly inTurn?: SignatureInTurn;
  /** How often the record is asked whether it moved, milliseconds. Default 1000. */
  readonly tickMs?: number;
  /** How long the process that embedded a chunk has to keep its signature before others look for it, milliseconds. Default 3000. */
  readonly graceMs?: number;
}

export interface SignatureParts extends SignatureOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly logger: Logger;
  /** Whether texts wait that somebody stored just now. */
  readonly isBusy: () => boolean;
}

/** Token signatures of what is stored. Nothing of it ever fails a search or a store. */
export interface Signatures {
  /** Has signatures at hand from now on: their embeddings are about to be committed, and `keep` follows. */
  hold(entries: readonly SignatureEntry[]): void;
  /** Keeps signatures that were made with the vectors of `atSeq`, in the background. */
  keep(entries: readonly SignatureEntry[], atSeq: number): void;
  /** Chunks that stand as they did in the version before `atSeq` have its signatures from now on. Never rejects: what is not there any more is made again later. */
  carry(chunks: readonly CarriedChunk[], atSeq: number): Promise<void>;
  /**
   * For each chunk, in the order of the ids, the best cosine of each token of a query (`LateInteraction.embedQuery`) to any of its tokens; undefined for a chunk without signature, e.g. of an older
   * version, and for all of them where signatures cannot be used now.
   */
  tokenCosines(tokens: Float32Array, vectorIds: readonly number[]): Promise<readonly (Float32Array | undefined)[]>;
  /** Drops from memory what searches read; after a purge, whichever process made it. */
  dropRecent(): void;
  /** Removes now what the record has removed; after a purge no byte of it is left once this resolved. Never rejects. */
  catchUp(): Promise<void>;
  /** Removes what was kept for former models, unless it is in use. Never rejects. */
  removeFormer(): Promise<void>;
  /** Current chunks without signature, as last counted; undefined before. */
  readonly missing: number | undefined;
  /** Why signatures cannot be used; undefined while all is well. */
  readonly failure: unknown;
  /** Idempotent. Keeps what was given; the store stays open. */
  close(): Promise<void>;
}

/** Everything is compared so often, whatever the change log said. */
const COMPARE_ALL_MS = 600_000;
/** The pause after a failure, and until it may be this process's turn. */
const RETRY_MS = 15_000;
/** What comes within so long is written at once, and not while those who wait for its embedding are being answered. */
const TOGETHER_MS = 50;
/** Signatures that wait to be written, at most; those beyond are made again later. */
const MAX_WAITING = 4096;
/** Room for those that searches read lately: some thirty thousand turns of conversation. */
const RECENT_BYTES = 16 * 1024 * 1024;

/** Starts the work in the background. Undefined where the embedder makes no signatures, or they are of another space than the store's. */
export function startSignatures(parts: SignatureParts): Signatures | undefined {
  const { lateInteraction } = parts.embedder;
  if (!lateInteraction) return undefined;
  if (lateInteraction.id !== parts.store.space.id) {
    parts.logger.warn('token signatures are not used: those that are kept are of another space than those that are made', { kept: parts.store.space.id, made: lateInteraction.id });
    return undefined;
  }
  return runSignatures(parts, { ...parts, lateInteraction, fingerprint: parts.embedder.fingerprint.id });
}

function runSignatures({ vectors, tickMs = 1000, graceMs = 3000, inTurn = alwaysInTurn }: SignatureParts, work: RefillParts): Signatures {
  const { record, store, logger } = work;
  const projection = followWithSignatures({ record, store, logger });
  const closing = new AbortController();
  let failure: unknown;
  let missing: number | undefined;
  let waiting: { entries: SignatureEntry[]; atSeq: number }[] = [];
  /** Those that wait or are being written: a search right after a store ranks as later ones do. */
  const atHand = new Map<number, Uint8Array>();
  /** A chunk's signature never changes. */
  const recent = createRecentItems<Uint8Array>({ maxBytes: RECENT_BYTES, sizeOf: ({ length }) => length });
  let recentClears = 0;
  let writing: Promise<void> | undefined;
  let begun = false;
  let ticking: Promise<void> | undefined;
  let compareAllAtMs = Infinity; // at first it is the projection that asks for it
  let notBeforeMs = -Infinity;
  let lookAtMs = Infinity;

  const fail = (message: string, cause: unknown): void => {
    // The first of a row says it all; what follows is told to those who debug.
    if (failure === undefined) logger.warn(message, { cause });
    else logger.debug(message, { cause: String(cause) });
    failure = cause;
    compareAllAtMs = -Infinity; // whatever was lost by it
    notBeforeMs = performance.now() + RETRY_MS;
  };

  const write = async (): Promise<void> => {
    if (!begun) await projection.catchUp();
    begun = true;
    while (waiting.length > 0) {
      const batches = waiting;
      waiting = [];
      const atSeq = Math.min(...batches.map((batch) => batch.atSeq));
      const entries = batches.flatMap((batch) => batch.entries);
      await putSignatures(work, entries, atSeq).finally(() => {
        for (const { vectorId, signature } of entries) if (atHand.get(vectorId) === signature) atHand.delete(vectorId);
      });
    }
  };

  const hold: Signatures['hold'] = (entries) => {
    if (atHand.size > MAX_WAITING) atHand.clear(); // of commits that failed
    for (const { vectorId, signature } of entries) atHand.set(vectorId, signature);
  };

  const keep: Signatures['keep'] = (entries, atSeq) => {
    if (closing.signal.aborted) return;
    if (waiting.reduce((sum, batch) => sum + batch.entries.length, 0) > MAX_WAITING) {
      compareAllAtMs = -Infinity;
      return;
    }
    waiting.push({ entries: [...entries], atSeq });
    hold(entries);
    writing ??= sleep(TOGETHER_MS, undefined, { signal: closing.signal })
      .catch(() => undefined) // on closing at once
      .then(write)
      .catch((cause: unknown) => fail('token signatures could not be kept; they are made again later', cause))
      .finally(() => { writing = undefined; });
  };

  /** Compares and makes what is missing; where it is another's turn, looks again later. */
  const look = async (): Promise<void> => {
    const { all, ranges } = projection.takeHints();
    const isDue = all || performance.now() >= compareAllAtMs;
    const where = isDue ? [ALL_IDS] : ranges;
    if (where.length === 0) return;
    const found = await countMissing(work, where, closing.signal);
    missing = isDue ? found : (missing ?? 0) + found;
    compareAllAtMs = performance.now() + (missing > 0 ? RETRY_MS : COMPARE_ALL_MS);
    if (found === 0 || closing.signal.aborted) return;
    await inTurn(async (turn) => {
      const signal = AbortSignal.any([turn, closing.signal]);
      await refill(work, where, { signal, onDone: (count) => { missing = Math.max(0, (missing ?? 0) - count); } });
    });
  };

  const tick = async (): Promise<void> => {
    await projection.catchUp();
    const nowMs = performance.now();
    if (projection.hasHints && lookAtMs === Infinity) lookAtMs = nowMs + graceMs;
    if (nowMs < Math.min(lookAtMs, compareAllAtMs)) return;
    lookAtMs = Infinity;
    await look();
    failure = undefined;
  };

  const timer = setInterval(() => {
    if (performance.now() < notBeforeMs || closing.signal.aborted) return;
    ticking ??= tick()
      .catch((cause: unknown) => {
        if (!closing.signal.aborted) fail('token signatures did not follow the record; it is tried again', cause);
      })
      .finally(() => { ticking = undefined; });
  }, tickMs);
  timer.unref();

  const dropRecent = (): void => {
    recentClears += 1;
    recent.clear();
  };

  /** In the order of the ids. */
  const signaturesOf = async (vectorIds: readonly number[]): Promise<(Uint8Array | undefined)[]> => {
    const known = vectorIds.map((id) => recent.get(id) ?? atHand.get(id)); // before reading: what is written meanwhile is in one of both
    const missing = vectorIds.filter((_id, place) => known[place] === undefined);
    if (missing.length === 0) return known;
    const clears = recentClears;
    const read = new Map((await store.read(missing)).map((signature, place) => [missing[place], signature]));
    return vectorIds.map((id, place) => {
      const signature = known[place] ?? read.get(id);
      if (signature && recentClears === clears && read.has(id)) recent.add(id, signature);
      return signature;
    });
  };

  const carry: Signatures['carry'] = async (chunks, atSeq) => {
    if (chunks.length === 0 || closing.signal.aborted) return;
    try {
      const held = await signaturesOf(chunks.map(({ from }) => from));
      const entries = chunks.flatMap(({ to }, place) => (held[place] ? [{ vectorId: to, signature: held[place] }] : []));
      if (entries.length > 0) keep(entries, atSeq);
    } catch (cause) {
      logger.debug('token signatures were not taken over to a new version; they are made again', { cause: String(cause) });
    }
  };

  const close = async (): Promise<void> => {
    clearInterval(timer);
    closing.abort();
    await ticking;
    await writing;
  };
  let closed: Promise<void> | undefined;

  return {
    hold,
    keep,
    carry,
    dropRecent,
    tokenCosines: async (tokens, vectorIds) => {
      try {
        const signatures = await signaturesOf(vectorIds);
        if (signatures.every((signature) => signature === undefined)) return vectorIds.map(() => undefined);
        const cosines = await vectors.maxSim(tokens, signatures);
        const width = cosines.length / signatures.length;
        return signatures.map((signature, row) => (width > 0 && signature && signature.length > 0 ? cosines.subarray(row * width, (row + 1) * width) : undefined));
      } catch (cause) {
        if (!closing.signal.aborted) fail('a search went without token signatures', cause);
        return vectorIds.map(() => undefined);
      }
    },
    catchUp: async () => {
      dropRecent();
      await projection.catchUp().catch((cause: unknown) => fail('token signatures could not be removed after a purge; it is tried again', cause));
    },
    removeFormer: async () => {
      await store.removeFormer().catch((cause: unknown) => logger.debug('signatures of former models were not removed', { cause: String(cause) }));
    },
    get missing() {
      return missing;
    },
    get failure() {
      return failure;
    },
    close: () => (closed ??= close()),
  };
}

const alwaysInTurn: SignatureInTurn = async (work) => {
  await work(new AbortController().signal);
  return true;
};

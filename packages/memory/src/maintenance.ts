import type { Logger } from '@ltmc/contracts';
import type { VectorProjection } from './vector-projection.js';

/** A snapshot is due when the log has grown by this share of the index, or has come to rest. */
const GROWTH_SHARE = 0.25;
const GROWTH_AT_LEAST = 2000;

export interface MaintenanceOptions {
  /** The projections that are open now. */
  readonly projections: () => Iterable<Promise<VectorProjection>>;
  /** Work on the record itself that is seldom due. */
  readonly tidy: (signal: AbortSignal) => Promise<void>;
  /** Only an index of more vectors is worth a snapshot. */
  readonly snapshotsAbove: number;
  /** Runs `save` when it is this process's turn to write snapshots, and not at all otherwise. */
  readonly saveInTurn: SaveInTurn;
  readonly logger: Logger;
  /** Pause between two rounds, milliseconds. Default 30,000. */
  readonly tickMs?: number;
}

/** Lets one process of several write snapshots at a time. */
export type SaveInTurn = (save: () => Promise<void>) => Promise<void>;

/** Work in the background that nobody waits for: comparing a slice of each index with the record, and keeping snapshots. */
export interface Maintenance {
  /** Ends the background work and keeps what is worth keeping. Idempotent. */
  close(): Promise<void>;
}

interface Kept {
  /** Cursor at the last snapshot, and at the last tick. */
  saved: number;
  seen: number;
}

export function startMaintenance({ projections, tidy, snapshotsAbove, saveInTurn, logger, tickMs = 30_000 }: MaintenanceOptions): Maintenance {
  const kept = new WeakMap<VectorProjection, Kept>();
  let working: Promise<void> | undefined;
  const closing = new AbortController();

  const tend = async (projection: VectorProjection): Promise<void> => {
    await projection.reconcileSlice();
    const { cursor, size } = projection;
    const state = kept.get(projection) ?? { saved: 0, seen: 0 };
    kept.set(projection, state);
    const grown = cursor - state.saved > Math.max(GROWTH_AT_LEAST, size * GROWTH_SHARE);
    const atRest = cursor > state.saved && cursor === state.seen;
    state.seen = cursor;
    if (!(grown || atRest) || size <= snapshotsAbove) return;
    // Not this process's turn, or nothing written: the next round looks again.
    await saveInTurn(async () => {
      if (await projection.saveSnapshot()) state.saved = cursor;
    });
  };

  /** Whoever is last to close keeps the snapshot; one that is behind is refused by the driver. */
  const saveLarge = async (): Promise<void> => {
    const opened = await Promise.all([...projections()].map((one) => one.catch(() => undefined)));
    const large = opened.filter((one) => one !== undefined && one.size > snapshotsAbove);
    if (large.length === 0) return;
    await saveInTurn(async () => {
      for (const projection of large) await projection?.saveSnapshot();
    });
  };

  const tick = async (): Promise<void> => {
    await tidy(closing.signal).catch((cause: unknown) => logger.warn('background work on the record failed; it is tried again', { cause }));
    for (const opened of projections()) {
      if (closing.signal.aborted) return;
      await opened.then(tend).catch((cause: unknown) => logger.warn('background work on the vector index failed; it is tried again', { cause }));
    }
  };

  const timer = setInterval(() => {
    working ??= tick().finally(() => {
      working = undefined;
    });
  }, tickMs);
  timer.unref();

  return {
    close: async () => {
      closing.abort();
      clearInterval(timer);
      await working;
      await saveLarge().catch((cause: unknown) => logger.warn('vector snapshot was not saved; the next start reads more of the record', { cause }));
    },
  };
}

import { hostname } from 'node:os';
import type { Logger } from '@ltmc/contracts';
import type { HeldLease } from '@ltmc/coordination';
import type { SaveInTurn } from '@ltmc/memory';

/** A third of it passes between two renewals; a dead holder keeps the others waiting for so long. */
const TTL_MS = 15_000;

export interface SnapshotTurn {
  readonly saveInTurn: SaveInTurn;
  /** Asked right before a snapshot is published: whether this process still holds the lease. */
  mayPublish(): Promise<boolean>;
}

/**
 * One process of the machine writes index snapshots at a time. The coordination file is opened for a save only, so an idle server writes nothing
 * and a broken file stops no start.
 * @param path - of the coordination database, beside the record.
 */
export function createSnapshotTurn(path: string, logger: Logger): SnapshotTurn {
  let held: HeldLease | undefined;
  let last: Promise<void> = Promise.resolve();

  const takeTurn: SaveInTurn = async (save) => {
    const { holdLease, openSqliteLeaseStore } = await import('@ltmc/coordination');
    const leases = await openSqliteLeaseStore({ path, logger });
    try {
      held = await holdLease({ store: leases, name: 'vector-snapshot', owner: `${hostname()}:${process.pid}`, ttlMs: TTL_MS, logger });
      if (held) await save();
    } finally {
      await held?.release();
      held = undefined;
      await leases.close();
    }
  };

  return {
    saveInTurn: (save) => {
      const turn = last.then(() => takeTurn(save));
      last = turn.catch(() => undefined);
      return turn;
    },
    mayPublish: async () => (await held?.isCurrent()) ?? false,
  };
}

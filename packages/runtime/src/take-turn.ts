import { hostname } from 'node:os';
import type { Logger } from '@ltmc/contracts';
import type { HeldLease } from '@ltmc/coordination';

/** A third of it passes between two renewals; a dead holder keeps the others waiting for so long. */
const TTL_MS = 15_000;

export interface TurnOptions {
  /** Of the coordination database, beside the record. */
  readonly path: string;
  /** What is done in turn, e.g. `graph-writer`. */
  readonly name: string;
  /** The lease's epoch is higher. Default: any. */
  readonly epochAbove?: number;
  readonly logger: Logger;
}

/**
 * Runs `work` while this process of the machine, and no other, holds the lease; resolves with false where another holds it. The coordination file is open only
 * meanwhile, so an idle server writes nothing and a broken file stops no start.
 */
export async function takeTurn({ path, name, logger, ...request }: TurnOptions, work: (held: HeldLease) => Promise<void>): Promise<boolean> {
  const { holdLease, openSqliteLeaseStore } = await import('@ltmc/coordination');
  const leases = await openSqliteLeaseStore({ path, logger });
  try {
    const held = await holdLease({ store: leases, name, owner: `${hostname()}:${process.pid}`, ttlMs: TTL_MS, logger, ...request });
    if (!held) return false;
    try {
      await work(held);
    } finally {
      await held.release();
    }
    return true;
  } finally {
    await leases.close();
  }
}

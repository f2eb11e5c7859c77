import { hostname } from 'node:os';
import type { Logger } from '@ltmc/contracts';
import type { GraphInTurn } from '@ltmc/memory';

/** A third of it passes between two renewals; a dead holder keeps the others waiting for so long. */
const TTL_MS = 15_000;

/**
 * One process of the machine writes the graph at a time; the epoch of its lease goes with all it writes. The coordination file is open only while there is
 * something to write, so an idle server writes nothing and a broken file stops no start.
 * @param path - of the coordination database, beside the record.
 */
export function createGraphTurn(path: string, logger: Logger): GraphInTurn {
  return async (work, epochAbove) => {
    const { holdLease, openSqliteLeaseStore } = await import('@ltmc/coordination');
    const leases = await openSqliteLeaseStore({ path, logger });
    try {
      const held = await holdLease({ store: leases, name: 'graph-writer', owner: `${hostname()}:${process.pid}`, ttlMs: TTL_MS, epochAbove, logger });
      if (!held) return false;
      try {
        await work({ epoch: held.lease.epoch, signal: held.signal });
      } finally {
        await held.release();
      }
      return true;
    } finally {
      await leases.close();
    }
  };
}

import type { Lease, LeaseStore } from '@ltmc/contracts';
import { checkName, checkRequest } from '../check-input.js';
import { openCoordinationFile, type CoordinationFile, type CoordinationFileOptions } from './coordination-file.js';
import { GRANT, LATEST, RELEASE, RENEW } from './lease-sql.js';
import { machineNowUs } from './machine-clock.js';

interface GrantRow {
  readonly owner: string;
  readonly epoch: number;
  readonly ttl_ms: number;
  readonly until_us: number;
}

/**
 * Leases between the processes of one machine, in a SQLite file that all of them open; no server. The leases of an `openSqliteCoordination` of the
 * same file are the same ones.
 * @throws LtmcError `LTMC_NATIVE_MISSING`, `LTMC_STORE_READ_ONLY`, `LTMC_STORE_FULL`, `LTMC_STORE_CORRUPT`, `LTMC_STORE_FOREIGN`,
 * `LTMC_STORE_NEWER`, `LTMC_STORE_BUSY`, `LTMC_STORE_UNAVAILABLE`.
 */
export async function openSqliteLeaseStore(options: CoordinationFileOptions): Promise<LeaseStore> {
  return createSqliteLeases(await openCoordinationFile(options));
}

/** Takes over `file`: closes it with the store. */
export function createSqliteLeases(file: CoordinationFile): LeaseStore {
  /** The clock is read after the row: by then no grant can seem to lie in the future. */
  const holder = async (name: string): Promise<Lease | undefined> => {
    const [row] = await file.read((sql) => sql.all<GrantRow>(LATEST, { $name: name }));
    const nowUs = machineNowUs();
    return row && stands(row, nowUs) ? leaseOf(name, row, nowUs) : undefined;
  };
  return {
    capabilities: { driver: 'sqlite', reach: 'machine' },
    acquire: async (name, request) => {
      checkRequest(name, request);
      if (await holder(name)) return undefined; // who asks again and again only reads
      const { owner, ttlMs, epochAbove = 0 } = request;
      return file.transact(async (sql) => {
        const [before] = await sql.all<GrantRow>(LATEST, { $name: name });
        const nowUs = machineNowUs();
        if (before && stands(before, nowUs)) return undefined;
        const row: GrantRow = { owner, epoch: Math.max(before?.epoch ?? 0, epochAbove) + 1, ttl_ms: ttlMs, until_us: nowUs + ttlMs * 1000 };
        await sql.all(GRANT, { $name: name, $owner: owner, $epoch: row.epoch, $ttlMs: ttlMs, $untilUs: row.until_us });
        return leaseOf(name, row, nowUs);
      }, { durable: true }); // epochs rise over power cuts too
    },
    renew: ({ name, epoch }) => file.transact(async (sql) => {
      const nowUs = machineNowUs();
      const [row] = await sql.all<GrantRow>(RENEW, { $name: name, $epoch: epoch, $nowUs: nowUs });
      return row && leaseOf(name, row, nowUs);
    }),
    release: async ({ name, epoch }) => { await file.transact((sql) => sql.all(RELEASE, { $name: name, $epoch: epoch })); },
    isCurrent: async ({ name, epoch }) => (await holder(name))?.epoch === epoch,
    holder: async (name) => {
      checkName(name);
      return holder(name);
    },
    close: file.close,
    [Symbol.asyncDispose]: file.close,
  };
}

/** No grant ends later than its time from now, unless the clock has begun anew since: it is from before a reboot, as is its holder. */
function stands({ until_us: untilUs, ttl_ms: ttlMs }: GrantRow, nowUs: number): boolean {
  return nowUs < untilUs && untilUs - nowUs <= ttlMs * 1000;
}

function leaseOf(name: string, { owner, epoch, ttl_ms: ttlMs, until_us: untilUs }: GrantRow, nowUs: number): Lease {
  return { name, owner, epoch, ttlMs, expiresAtMs: Date.now() + Math.round((untilUs - nowUs) / 1000) };
}

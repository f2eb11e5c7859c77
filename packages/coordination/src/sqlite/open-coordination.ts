import { StoreClosedError, type CoordinationCapabilities, type CoordinationHealth, type CoordinationSpace, type CoordinationStore } from '@ltmc/contracts';
import { checkId, checkKind, checkNamespace } from '../check-value.js';
import { lendFile, openCoordinationFile, type CoordinationFile, type CoordinationFileOptions } from './coordination-file.js';
import { createCounterTable } from './counter-table.js';
import { createEventStream } from './event-stream.js';
import { DEADLINE_MS, STORE, toStoreError } from './failures.js';
import { createLockTable } from './lock-table.js';
import { createMemberGroup } from './member-group.js';
import { createSqliteLeases } from './open-leases.js';
import { createPopularityTable } from './popularity-table.js';
import { createStateTable } from './state-table.js';

const CAPABILITIES: CoordinationCapabilities = { driver: 'sqlite', reach: 'machine', durable: false, deadlineMs: DEADLINE_MS };

/**
 * Coordination between the processes of one machine, in a SQLite file that all of them open; no server.
 *
 * What was answered survives the end of every process. A power cut may undo the writes of the last moments, as a whole, but for the grants of
 * leases; times end with it, and fences and epochs rise above all that was ever granted.
 * @throws LtmcError `LTMC_NATIVE_MISSING`, `LTMC_STORE_READ_ONLY`, `LTMC_STORE_FULL`, `LTMC_STORE_CORRUPT`, `LTMC_STORE_FOREIGN`,
 * `LTMC_STORE_NEWER`, `LTMC_STORE_BUSY`, `LTMC_STORE_UNAVAILABLE`.
 */
export async function openSqliteCoordination(options: CoordinationFileOptions): Promise<CoordinationStore> {
  const file = await openCoordinationFile(options);
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    await file.close();
  };
  return {
    capabilities: CAPABILITIES,
    leases: createSqliteLeases(lendFile(file)),
    space: (namespace) => {
      checkNamespace(namespace);
      return createSpace(file, namespace);
    },
    health: async () => (closed ? { state: 'unavailable', why: new StoreClosedError(STORE).message } : askForHealth(file)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createSpace(file: CoordinationFile, namespace: string): CoordinationSpace {
  return {
    namespace,
    state: (kind) => {
      checkKind('kind', kind);
      return createStateTable(file, namespace, kind);
    },
    members: (group) => {
      checkKind('group', group);
      return createMemberGroup(file, namespace, group);
    },
    locks: createLockTable(file, namespace),
    stream: (name) => {
      checkId('name', name);
      return createEventStream(file, namespace, name);
    },
    counters: createCounterTable(file, namespace),
    popularity: (table) => {
      checkKind('table', table);
      return createPopularityTable(file, namespace, table);
    },
  };
}

async function askForHealth(file: CoordinationFile): Promise<CoordinationHealth> {
  const startedAtMs = performance.now();
  try {
    await file.read((sql) => sql.all('SELECT clock_us FROM machine'));
    return { state: 'ok', latencyMs: performance.now() - startedAtMs };
  } catch (error) {
    return { state: 'unavailable', why: toStoreError(error).message };
  }
}

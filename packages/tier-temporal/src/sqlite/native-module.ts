import { LtmcError } from '@ltmc/contracts';
import type sqlite3 from 'sqlite3';
import type { SqliteConnection } from './connection.js';
import { onlyRow } from './connection.js';

/** The `sqlite3` package. */
export type SqliteModule = typeof sqlite3;

/** SQLite up to this version can corrupt a WAL database that several processes write. */
const LAST_UNSAFE_VERSION = [3, 51, 2] as const;

const MENDING_COMMAND = 'npm pkg set allowScripts.sqlite3=true --json && npm rebuild sqlite3';

/**
 * Loads the native binding; not before the first record is opened, because that costs start-up time.
 * @throws LtmcError `LTMC_NATIVE_MISSING` with the command that mends it.
 */
export async function loadSqliteModule(load: () => Promise<{ readonly default: SqliteModule }> = () => import('sqlite3')): Promise<SqliteModule> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw new LtmcError(
      'LTMC_NATIVE_MISSING',
      `The native part of the package sqlite3 cannot be loaded: npm did not run its install script, or it was built for another Node or platform. `
        + `Run "${MENDING_COMMAND}" where LTMC is installed (compiling takes about two minutes), `
        + `or for a global install repeat "npm install --global" with --allow-scripts=sqlite3.`,
      { cause, details: { package: 'sqlite3', command: MENDING_COMMAND } },
    );
  }
}

/** @throws LtmcError `LTMC_STORE_UNAVAILABLE` when the SQLite library is too old to share a file safely. */
export async function requireSafeLibrary(connection: SqliteConnection): Promise<void> {
  const { version } = await onlyRow<{ version: string }>(connection, 'SELECT sqlite_version() AS version');
  if (isSafeVersion(version)) return;
  throw new LtmcError(
    'LTMC_STORE_UNAVAILABLE',
    `The SQLite library is ${version}; versions up to ${LAST_UNSAFE_VERSION.join('.')} can damage a file that several processes write. Update the package sqlite3 to 6.0.1 or newer`,
    { details: { version } },
  );
}

/** Whether a SQLite `version`, e.g. `3.52.0`, is newer than the last unsafe one. */
export function isSafeVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, unsafe] of LAST_UNSAFE_VERSION.entries()) {
    const part = parts[index] ?? 0;
    if (part !== unsafe) return part > unsafe;
  }
  return false;
}

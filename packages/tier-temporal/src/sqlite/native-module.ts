import { createRequire } from 'node:module';
import { sep } from 'node:path';
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
 * @throws LtmcError `LTMC_NATIVE_MISSING` with the command that mends it; `LTMC_STORE_UNAVAILABLE` when the process has a second copy of it.
 */
export async function loadSqliteModule(load: () => Promise<{ readonly default: SqliteModule }> = () => import('sqlite3')): Promise<SqliteModule> {
  try {
    const { default: module } = await load();
    requireOneCopy(Object.keys(createRequire(import.meta.url).cache));
    return module;
  } catch (cause) {
    if (LtmcError.is(cause)) throw cause;
    throw new LtmcError(
      'LTMC_NATIVE_MISSING',
      `The native part of the package sqlite3 cannot be loaded: npm did not run its install script, or it was built for another Node or platform. `
        + `Run "${MENDING_COMMAND}" where LTMC is installed (compiling takes about two minutes), `
        + `or for a global install repeat "npm install --global" with --allow-scripts=sqlite3.`,
      { cause, details: { package: 'sqlite3', command: MENDING_COMMAND } },
    );
  }
}

/**
 * POSIX drops a process's locks on a file when any of its descriptors is closed, and each copy of SQLite minds its own descriptors only: two copies
 * would take each other's locks away.
 * @param loaded - absolute paths of what the process has loaded.
 * @throws LtmcError `LTMC_STORE_UNAVAILABLE`
 * @see https://sqlite.org/howtocorrupt.html section 2.2.1, "Multiple copies of SQLite linked into the same application"
 */
export function requireOneCopy(loaded: readonly string[]): void {
  const copies = loaded.filter((path) => path.endsWith(`${sep}node_sqlite3.node`));
  if (copies.length < 2) return;
  throw new LtmcError(
    'LTMC_STORE_UNAVAILABLE',
    'Two copies of the package sqlite3 are loaded in this process, which would break the locks on the record; run "npm dedupe" (or install one version of it) where the program is installed',
    { cause: copies, details: { package: 'sqlite3', copies: copies.length } },
  );
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

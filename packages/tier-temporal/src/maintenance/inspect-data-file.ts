import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { connect } from '../sqlite/binding.js';
import { onlyRow } from '../sqlite/connection.js';
import { isSafeVersion, loadSqliteModule } from '../sqlite/native-module.js';
import { networkFileSystem } from '../sqlite/network-file-systems.js';
import { statOrNothing } from './files.js';

/** A file or folder as this user finds it. */
export interface PlaceReport {
  readonly isFolder: boolean;
  readonly readable: boolean;
  readonly writable: boolean;
  /** Group or others may read it; always false where the platform keeps no modes. */
  readonly openToOthers: boolean;
}

/** What stands where the record is, or is to be; undefined where nothing does. */
export interface DataFileReport {
  readonly file: PlaceReport | undefined;
  readonly folder: PlaceReport | undefined;
  /** Name of the network file system the folder lies on; undefined for a local disk. */
  readonly networkFileSystem: string | undefined;
  /** What this user may still write there; undefined where the folder is missing. */
  readonly freeBytes: number | undefined;
}

/** Looks at the place of a record without opening or making anything. */
export async function inspectDataFile(path: string): Promise<DataFileReport> {
  const folder = dirname(path);
  const [file, around] = await Promise.all([inspectPlace(path), inspectPlace(folder)]);
  if (!around) return { file, folder: around, networkFileSystem: undefined, freeBytes: undefined };
  const { type, bavail, bsize } = await statfs(folder);
  return { file, folder: around, networkFileSystem: networkFileSystem(type), freeBytes: bavail * bsize };
}

/** Undefined where nothing is. */
export async function inspectPlace(path: string): Promise<PlaceReport | undefined> {
  const found = await statOrNothing(path);
  if (!found) return undefined;
  const may = (how: number): Promise<boolean> => access(path, how).then(() => true, () => false);
  const [readable, writable] = await Promise.all([may(constants.R_OK), may(constants.W_OK)]);
  return { isFolder: found.isDirectory(), readable, writable, openToOthers: process.platform !== 'win32' && (found.mode & 0o077) !== 0 };
}

/** The SQLite library in use. @throws LtmcError `LTMC_NATIVE_MISSING` */
export async function inspectSqlite(): Promise<{ readonly version: string; readonly safe: boolean }> {
  const connection = await connect({ module: await loadSqliteModule(), path: ':memory:' });
  try {
    const { version } = await onlyRow<{ version: string }>(connection, 'SELECT sqlite_version() AS version');
    return { version, safe: isSafeVersion(version) };
  } finally {
    await connection.close();
  }
}

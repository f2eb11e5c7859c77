import { copyFile, link, rename, rm } from 'node:fs/promises';
import type { Database } from 'sqlite3';
import { LtmcError, type Logger, type RestoreSummary } from '@ltmc/contracts';
import { openDatabase, wrap } from '../sqlite/binding.js';
import { retryBusy } from '../sqlite/busy-retry.js';
import type { SqliteConnection } from '../sqlite/connection.js';
import { isBusy } from '../sqlite/errors.js';
import type { SqliteModule } from '../sqlite/native-module.js';
import { copyInto } from './copy-into.js';
import { exists, fileExists, publishFile, statOrNothing } from './files.js';
import { isDamage } from './make-record.js';
import { marksOf, requireReadable } from './record-file.js';
import type { Run } from './run.js';

export interface Replacement {
  readonly module: SqliteModule;
  readonly path: string;
  /** A whole, checked record beside `path`; used up when nothing or a damaged file stood there. */
  readonly copy: string;
  readonly overwrite: boolean;
  readonly logger: Logger;
  readonly running: Run;
}

/** How long a process that just looks in (a `doctor`, a backup) is waited for, milliseconds. */
const PATIENCE_MS = 2000;
/** What SQLite keeps beside a database. Left over, it would be taken for the log of whatever comes to lie beside it. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/**
 * Puts the copy in the record's place: a file that is not there by its name, a record that is there by its content. Exchanging the file under
 * processes that wait for it would leave them writing into one that has no name any more.
 */
export async function replaceRecord(replacement: Replacement): Promise<RestoreSummary['replaced']> {
  const { path, copy, overwrite } = replacement;
  if (!(await exists(path))) {
    await placeNew(path, copy, overwrite);
    return 'nothing';
  }
  if (!overwrite) throw fileExists('record');
  try {
    await replaceContent(replacement);
    return 'record';
  } catch (error) {
    if (!isDamage(error)) throw error;
    await replaceDamaged(replacement);
    return 'damaged file';
  }
}

async function placeNew(path: string, copy: string, overwrite: boolean): Promise<void> {
  // A log without its database holds the last writes of a file that somebody moved away by itself. One that only read leaves an empty one.
  const left = await Promise.all(['-wal', '-journal'].map((ending) => statOrNothing(path + ending)));
  if (!overwrite && left.some((found) => found !== undefined && found.size > 0)) throw fileExists("record's log");
  await removeCompanions(path);
  await publishFile(copy, path, false);
}

/** One transaction of SQLite: a crash leaves the former content or the new one, and whoever opened the file meanwhile sees the new one. */
async function replaceContent({ module, path, copy, running }: Replacement): Promise<void> {
  const database = await openDatabase({ module, path });
  const connection = wrap(database);
  try {
    await lockOut(connection, running.signal);
    const marks = await marksOf(connection);
    if (marks === 'foreign') requireReadable(marks, 'file in the record\'s place');
    await copyAll(database, copy, running);
  } finally {
    await connection.close();
  }
}

/** From here on no other process can open the file. Whoever has a record open holds a shared lock on it, also while idle. */
async function lockOut(connection: SqliteConnection, signal: AbortSignal): Promise<void> {
  try {
    await connection.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA locking_mode = EXCLUSIVE');
    await retryBusy(() => connection.exec('BEGIN EXCLUSIVE; COMMIT'), { signal, patienceMs: PATIENCE_MS });
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new LtmcError('LTMC_STORE_IN_USE', 'Another process has the record open; stop the servers and clients that use it, then try again', { cause, retryable: true });
  }
}

async function copyAll(database: Database, copy: string, { progress, signal }: Run): Promise<void> {
  await copyInto(database, copy, {
    onPages: (done, total) => { progress('replacing', 'pages', done, total); },
    signal,
  });
}

/** The damaged file is kept under another name: somebody may know how to save something from it. */
async function replaceDamaged({ path, copy, logger }: Replacement): Promise<void> {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/gu, '')}`;
  await link(path, aside).catch(() => copyFile(path, aside));
  for (const ending of COMPANIONS) if (await exists(path + ending)) await rename(path + ending, aside + ending);
  logger.warn('the damaged record is kept under another name', { aside });
  await publishFile(copy, path, true);
}

async function removeCompanions(path: string): Promise<void> {
  for (const ending of COMPANIONS) await rm(path + ending, { force: true });
}

import { rm, stat } from 'node:fs/promises';
import { LtmcError, type BackupOptions, type BackupSummary } from '@ltmc/contracts';
import { openDatabase, wrap } from '../sqlite/binding.js';
import { retryBusy } from '../sqlite/busy-retry.js';
import { onlyRow } from '../sqlite/connection.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { checksumPathOf, readChecksums, writeChecksums } from './checksum-file.js';
import { createPrivateFile, digestFile, exists, fileExists, isSameFile, nameBeside, publishFile, syncFile } from './files.js';
import { marksOf, requireReadable, requireRecord } from './record-file.js';
import { run, type Run } from './run.js';

/** How often the growing file is looked at, milliseconds. */
const LOOK_EVERY_MS = 100;

const PAGES = 'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size';

/** See `RecordMaintenance.backup`. */
export function backupRecord(path: string, file: string, { overwrite = false, ...options }: BackupOptions = {}): Promise<BackupSummary> {
  return run(options, async (running) => {
    if (await isSameFile(path, file)) throw new LtmcError('LTMC_INVALID_INPUT', 'The backup would take the place of the record itself; name another file');
    if (!overwrite && ((await exists(file)) || (await exists(checksumPathOf(file))))) throw fileExists('backup');
    const part = nameBeside(file, 'part');
    try {
      await createPrivateFile(part);
      await copyRecord(path, part, running);
      const digest = await digestFile(part, { signal: running.signal, onBytes: (done, total) => { running.progress('checking', 'bytes', done, total); } });
      await syncFile(part);
      await publishBackup(part, file, digest.sha256, overwrite);
      return digest;
    } finally {
      await rm(part, { force: true });
    }
  });
}

/** The checksum file allows both, the former backup and the new one, while the one takes the place of the other: a crash leaves a good pair. */
async function publishBackup(part: string, file: string, sha256: string, overwrite: boolean): Promise<void> {
  const former = overwrite ? ((await readChecksums(file)) ?? []) : [];
  await writeChecksums(file, [...former, sha256], overwrite);
  try {
    await publishFile(part, file, overwrite);
  } catch (error) {
    if (!overwrite) await rm(checksumPathOf(file), { force: true }); // somebody was faster; it would stand beside a file that is not ours
    throw error;
  }
  if (former.length > 0) await writeChecksums(file, [sha256], true);
}

/**
 * `VACUUM INTO` writes a compact copy of one moment, without pages that hold nothing any more. It is one long read: meanwhile the log beside the
 * record grows by what others write, and shrinks afterwards.
 */
async function copyRecord(path: string, part: string, { signal, progress }: Run): Promise<void> {
  const database = await openDatabase({ module: await loadSqliteModule(), path: await requireRecord(path), readOnly: true });
  const connection = wrap(database);
  const interrupt = (): void => { database.interrupt(); };
  signal.addEventListener('abort', interrupt);
  try {
    const marks = await retryBusy(() => marksOf(connection), { signal });
    if (marks !== 'older') requireReadable(marks, 'record');
    const { bytes } = await retryBusy(() => onlyRow<{ bytes: number }>(connection, PAGES), { signal });
    const looking = setInterval(() => {
      stat(part).then(({ size }) => { progress('copying', 'bytes', Math.min(size, bytes), bytes); }, () => undefined);
    }, LOOK_EVERY_MS);
    try {
      await retryBusy(() => connection.all('VACUUM INTO $part', { $part: part }), { signal });
    } finally {
      clearInterval(looking);
    }
    progress('copying', 'bytes', bytes, bytes);
  } finally {
    signal.removeEventListener('abort', interrupt);
    await connection.close();
  }
}

import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LtmcError, type Logger, type RestoreOptions, type RestoreSummary } from '@ltmc/contracts';
import { prepareDataFolder } from '../sqlite/data-file.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { checksumPathOf, readChecksums } from './checksum-file.js';
import { backupDamaged, makeRecordOf } from './make-record.js';
import { digestFile, exists, fileExists, isSameFile, nameBeside, syncFile } from './files.js';
import { replaceRecord } from './replace-record.js';
import { run, type Run } from './run.js';

/** What is left of the copy when a restore was killed ends so; such files may be deleted. */
const COPY_ENDING = 'restore';

/**
 * See `RecordMaintenance.restore`. The backup is copied beside the record first and everything happens to the copy: what was checked is what
 * takes the record's place.
 */
export function restoreRecord(path: string, file: string, logger: Logger, { overwrite = false, requireChecksum = true, ...options }: RestoreOptions = {}): Promise<RestoreSummary> {
  return run(options, async (running) => {
    const module = await loadSqliteModule();
    await prepareDataFolder(dirname(path));
    if (await isSameFile(path, file)) throw new LtmcError('LTMC_INVALID_INPUT', 'The backup is the record itself; name another file');
    if (!overwrite && (await exists(path))) throw fileExists('record');
    const copy = nameBeside(path, COPY_ENDING);
    try {
      await copyChecked(file, copy, requireChecksum, running);
      const recordId = await makeRecordOf(module, copy, running);
      await syncFile(copy);
      running.checkpoint();
      return { recordId, replaced: await replaceRecord({ module, path, copy, overwrite, logger, running }) };
    } finally {
      await rm(copy, { force: true });
    }
  });
}

/** Copies the backup, hashing the very bytes that are copied. */
async function copyChecked(file: string, copy: string, requireChecksum: boolean, { signal, progress }: Run): Promise<void> {
  const checksums = await readChecksums(file);
  if (!checksums && requireChecksum && (await exists(file))) {
    throw backupDamaged('no checksum', `There is no checksum file beside the backup (its name and "${checksumPathOf('')}"); bring it along, or say that you do without it`);
  }
  const to = await open(copy, 'wx', 0o600);
  try {
    const { sha256 } = await digestFile(file, { copyTo: to, signal, onBytes: (done, total) => { progress('copying', 'bytes', done, total); } });
    if (checksums && !checksums.includes(sha256)) throw backupDamaged('checksum', 'The backup is damaged: its checksum is not the one that was written with it; use another backup');
  } finally {
    await to.close();
  }
}

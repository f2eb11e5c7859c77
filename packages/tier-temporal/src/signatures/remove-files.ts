import { rm } from 'node:fs/promises';
import { connect } from '../sqlite/binding.js';
import { isBusy } from '../sqlite/errors.js';
import { loadSqliteModule } from '../sqlite/native-module.js';

/** In this order: a crash in between leaves a log without its file, which nothing will ever open, as no name is used twice. */
const COMPANIONS = ['', '-wal', '-shm'];

/** Removes a file that has had its successor; whoever has it open still will look for that one. */
export async function removeFiles(path: string): Promise<void> {
  for (const ending of COMPANIONS) await rm(path + ending, { force: true });
}

/** Removes a file that nobody has open. @returns whether it is gone. */
export async function removeIdleFile(path: string): Promise<boolean> {
  const connection = await connect({ module: await loadSqliteModule(), path }).catch(() => undefined);
  try {
    // Whoever has it open holds a shared lock on it, also while idle; from here on nobody can open it.
    await connection?.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT').catch(unlessBusy);
    await removeFiles(path);
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  } finally {
    await connection?.close();
  }
}

/** What cannot be locked because it is no database is in no use either. */
function unlessBusy(error: unknown): void {
  if (isBusy(error)) throw error;
}

import type { Database } from 'sqlite3';

/** SQLite's backup object, which the types of the `sqlite3` package leave out. */
interface NativeBackup {
  readonly remaining: number;
  readonly pageCount: number;
  /** @param pages - copies so many; `done` is called with true once there are no more. */
  step(pages: number, done: (error: Error | null, completed: boolean) => void): void;
  finish(done: () => void): void;
}

interface CanBackUp {
  backup(file: string, into: string, from: string, fileIsTarget: boolean, opened: (error: Error | null) => void): NativeBackup;
}

export interface CopyOptions {
  readonly onPages: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** 8 MiB: some steps a second, so that progress is seen and an abort is heard. */
const PAGES_PER_STEP = 2048;

/**
 * Makes the content of `database` that of another database file, in one transaction: nothing is changed unless it resolves.
 * @see https://www.sqlite.org/backup.html
 */
export async function copyInto(database: Database, file: string, { onPages, signal }: CopyOptions): Promise<void> {
  if (!canBackUp(database)) throw new TypeError('this build of sqlite3 has no backup');
  const backup = await begin(database, file);
  try {
    for (let completed = false; !completed; ) {
      signal.throwIfAborted();
      completed = await step(backup);
      onPages(backup.pageCount - backup.remaining, backup.pageCount);
    }
  } finally {
    // Without all its pages it undoes what it has written.
    await new Promise<void>((resolve) => { backup.finish(resolve); });
  }
}

function canBackUp(database: Database): database is Database & CanBackUp {
  return 'backup' in database && typeof database.backup === 'function';
}

function begin(database: CanBackUp, file: string): Promise<NativeBackup> {
  return new Promise((resolve, reject) => {
    const backup = database.backup(file, 'main', 'main', false, (error) => (error ? reject(error) : resolve(backup)));
  });
}

function step(backup: NativeBackup): Promise<boolean> {
  return new Promise((resolve, reject) => {
    backup.step(PAGES_PER_STEP, (error, completed) => (error ? reject(error) : resolve(completed)));
  });
}

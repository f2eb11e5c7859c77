import { retryBusy } from '../sqlite/busy-retry.js';
import type { SqliteConnection } from '../sqlite/connection.js';

/** A write transaction that is ended now and then. */
export interface Batch {
  /** Does nothing while one is open. Waits for other writers. */
  begin(): Promise<void>;
  /** Tells how much text was written. */
  grow(characters: number): void;
  /** Whether others have waited long enough. */
  isFull(): boolean;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

const MAX_CHARACTERS = 2_000_000;
const MAX_MS = 250;

export function createBatch(connection: SqliteConnection, signal: AbortSignal): Batch {
  let open = false;
  let characters = 0;
  let beganMs = 0;
  const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
    if (!open) return;
    await connection.exec(how);
    open = false;
  };
  return {
    begin: async () => {
      if (open) return;
      await retryBusy(() => connection.all('BEGIN IMMEDIATE'), { signal });
      open = true;
      characters = 0;
      beganMs = performance.now();
    },
    grow: (more) => { characters += more; },
    isFull: () => open && (characters > MAX_CHARACTERS || performance.now() - beganMs > MAX_MS),
    commit: () => end('COMMIT'),
    // After a full disk SQLite has rolled back already, and there is nothing to undo.
    rollback: () => end('ROLLBACK').catch(() => { open = false; }),
  };
}

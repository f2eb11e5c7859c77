import { readFile } from 'node:fs/promises';
import type { SqliteConnection } from './connection.js';
import { machineNowUs } from './machine-clock.js';

/** More grants than can be lost in a power cut, since each is at least in the page cache until the next checkpoint syncs the file. */
const FENCE_LEAP = 1_000_000;
/** Fences above it came from a caller's `fenceAbove`; they leave no room for leaps. */
const MAX_LEAPING_FENCE = 2 ** 52;

/** Names this boot of the machine's kernel; undefined where the system has no such name (it is Linux's). */
export async function readBootId(): Promise<string | undefined> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim(), () => undefined);
}

interface MachineRow {
  readonly boot_id: string;
  readonly clock_us: number;
}

/**
 * Ends what had a time when the machine was started anew since: the monotonic clock has begun again, and nobody of then lives. Fences leap
 * ahead, so that they rise even above grants that a power cut has undone.
 */
export async function endFormerBoot(connection: SqliteConnection, bootId: string | undefined): Promise<void> {
  if (!(await isFormer(connection, bootId))) return;
  await connection.exec('BEGIN IMMEDIATE');
  try {
    // Again under the lock: another process may have been faster.
    if (await isFormer(connection, bootId)) await endEverything(connection, bootId ?? '');
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw error;
  }
}

/** Without a boot's name, by the clock, which is noted now and then: it is behind the note only after a start. */
async function isFormer(connection: SqliteConnection, bootId: string | undefined): Promise<boolean> {
  const [row] = await connection.all<MachineRow>('SELECT boot_id, clock_us FROM machine');
  if (!row) throw new Error('the machine table must have one row');
  return (bootId !== undefined && row.boot_id !== bootId) || machineNowUs() < row.clock_us;
}

async function endEverything(connection: SqliteConnection, bootId: string): Promise<void> {
  await connection.exec(`
    DELETE FROM members;
    INSERT OR REPLACE INTO former_versions
      SELECT namespace, kind, id, version, CAST(unixepoch('subsec') * 1000 AS INTEGER) + 30 * 86400000 FROM state WHERE until_us IS NOT NULL;
    DELETE FROM state WHERE until_us IS NOT NULL;
    DELETE FROM counters WHERE until_us IS NOT NULL;
    DELETE FROM popularity;
    DELETE FROM popularity_owners;
    UPDATE locks SET holders = '[]', queue = '[]', until_us = 0, revision = revision + 1,
      last_fence = last_fence + CASE WHEN last_fence < ${MAX_LEAPING_FENCE} THEN ${FENCE_LEAP} ELSE 0 END;`);
  // A file that is new has nothing to leap over.
  await connection.all(
    `UPDATE machine SET fence_floor = fence_floor + CASE WHEN boot_id = '' AND clock_us = 0 THEN 0 ELSE ${FENCE_LEAP} END, boot_id = $bootId, clock_us = $nowUs`,
    { $bootId: bootId, $nowUs: machineNowUs() },
  );
}

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Config } from '@ltmc/config';

/** What servers keep beside a record, however it is called. */
const KEPT_BESIDE = ['index', 'audit', 'api-keys', 'coordination.db'];
/** With which every SQLite file begins. */
const SQLITE_HEADER = 'SQLite format 3\0';
/** `S_ISVTX`: all may write there, and each has files of his own, as in /tmp. */
const STICKY = 0o1000;

/**
 * Whether the folder of the record is there for LTMC alone, so that its owner and mode may be changed: `/etc` and `/tmp` are not, whoever looks.
 * One whose names this user cannot read is LTMC's where it is called so.
 */
export async function isOwnFolder({ dbPath, indexFolder, apiKeys, audit }: Config): Promise<boolean> {
  const folder = dirname(dbPath);
  const [found, names] = await Promise.all([stat(folder), readdir(folder).catch(() => undefined)]);
  if ((found.mode & STICKY) !== 0) return false;
  if (names === undefined) return /ltmc/iu.test(basename(folder));
  const own = [basename(dbPath), basename(indexFolder), basename(apiKeys.file), basename(audit.folder), ...KEPT_BESIDE];
  return names.every((name) => own.some((kept) => name === kept || name.startsWith(`${kept}-`) || name.startsWith(`${kept}.`)));
}

/** Whether the file may be a record: one that is something else, `/etc/passwd` say, is nobody's to change. */
export async function maybeRecord(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SQLITE_HEADER.length), 0, SQLITE_HEADER.length, 0);
      return bytesRead === 0 || buffer.toString('latin1') === SQLITE_HEADER;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

/** The nearest folder above that is there, or what stands in its place. */
export async function nearestAbove(path: string): Promise<string> {
  for (let place = dirname(path); ; place = dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found !== undefined || dirname(place) === place) return place;
  }
}

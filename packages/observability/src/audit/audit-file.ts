import { chmod, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditRow } from './audit-entry.js';
import { auditFiles, dayOf, headsOf, newFileName } from './audit-files.js';
import { chainLine, NO_HASH } from './chain.js';

/** One file of the trail, open for lines at its end. */
export interface AuditFile {
  readonly sizeBytes: number;
  /** As `2026-11-23`: lines of another day go into another file. */
  readonly day: string | undefined;
  /** Resolves when the rows are on the disk. After a rejection the file may end in half a line: write no more to it. */
  append(rows: readonly TimedRow[]): Promise<void>;
  close(): Promise<void>;
}

export interface TimedRow {
  readonly atMs: number;
  readonly row: AuditRow;
}

export interface AuditFileOptions {
  readonly folder: string;
  readonly nowMs: number;
  /** Files of days before that are removed. */
  readonly keepDays: number;
}

const DAY_MS = 86_400_000;
/** So many files before it a file vouches for; each is vouched for by so many after it. */
const KNOWN_FILES = 50;

/**
 * A new file in the folder. Its first line names the files before it with their last hashes, and those that it has removed for their age: what is missing later was
 * taken away.
 */
export async function openAuditFile({ folder, nowMs, keepDays }: AuditFileOptions): Promise<AuditFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const firstDay = new Date(nowMs - keepDays * DAY_MS).toISOString().slice(0, 10);
  const files = await auditFiles(folder);
  const old = files.filter((file) => (dayOf(file) ?? '') < firstDay);
  const [retired, knows] = await Promise.all([headsOf(folder, old), headsOf(folder, files.slice(old.length).slice(-KNOWN_FILES))]);
  const name = newFileName(nowMs);
  const handle = await open(join(folder, name), 'ax', 0o600);
  const file = writerOf(handle, name);
  try {
    await chmod(folder, 0o700);
    await file.append([{ atMs: nowMs, row: { event: 'opened', pid: process.pid, knows, retired } }]);
    for (const gone of old) await rm(join(folder, gone), { force: true });
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function writerOf(handle: FileHandle, name: string): AuditFile {
  let [seq, hash, sizeBytes] = [0, NO_HASH, 0];
  return {
    get sizeBytes() { return sizeBytes; },
    day: dayOf(name),
    append: async (rows) => {
      let text = '';
      for (const { atMs, row } of rows) {
        const chained = chainLine(hash, { seq, atMs, row });
        text += chained.line;
        hash = chained.hash;
        seq += 1;
      }
      await handle.appendFile(text);
      await handle.datasync();
      sizeBytes += Buffer.byteLength(text);
    },
    close: () => handle.close(),
  };
}

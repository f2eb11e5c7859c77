import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { auditFiles, lastLines } from './audit-files.js';
import { readLine } from './chain.js';

/** Room for what a person asks to see. */
const TAIL_BYTES = 1024 * 1024;
/** Those written to last: each process has its own. */
const NEWEST_FILES = 64;

/**
 * The last calls of all processes, oldest first, as they stand in the trail with their time. Not verified.
 * @param count - at most so many.
 */
export async function readAuditTail(folder: string, count: number): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const files = await Promise.all((await auditFiles(folder)).map(async (file) => ({ file, atMs: (await stat(join(folder, file))).mtimeMs })));
  const newest = files.toSorted((a, b) => b.atMs - a.atMs).slice(0, NEWEST_FILES);
  const lines = await Promise.all(newest.map(async ({ file }) => (await lastLines(folder, file, TAIL_BYTES)).flatMap((text) => readLine(text) ?? [])));
  return lines.flat().filter(({ row }) => row['event'] === 'call')
    .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))
    .slice(-count)
    .map(({ at, row: { event: _event, ...row } }) => ({ at, ...row }));
}

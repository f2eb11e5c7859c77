import { randomBytes } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownFile } from './audit-entry.js';
import { readLine } from './chain.js';

/** Begins with the time it was opened at, so that the order of names is that of time. */
const NAME = /^(\d{4}-\d{2}-\d{2})T[\d-]+Z-\d+-[0-9a-f]+\.jsonl$/u;
/** Longer than any line. */
const TAIL_BYTES = 65_536;

/** A name that no other process has. */
export function newFileName(atMs: number): string {
  return `${new Date(atMs).toISOString().replaceAll(/[:.]/gu, '-')}-${process.pid}-${randomBytes(4).toString('hex')}.jsonl`;
}

/** The day that a file is of, as `2026-11-23`; undefined for what is none of the trail's. */
export function dayOf(file: string): string | undefined {
  return NAME.exec(file)?.[1];
}

/** The files of the trail, oldest first; none where there is no folder. */
export async function auditFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => dayOf(file) !== undefined).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** The last lines of a file that are whole, at most `bytes` of them. */
export async function lastLines(folder: string, file: string, bytes: number = TAIL_BYTES): Promise<string[]> {
  const handle = await open(join(folder, file), 'r');
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n').slice(0, -1);
    return from === 0 ? lines : lines.slice(1);
  } finally {
    await handle.close();
  }
}

/** The last hash of each; what somebody takes away meanwhile is left out. */
export async function headsOf(folder: string, files: readonly string[]): Promise<KnownFile[]> {
  const heads = await Promise.all(files.map(async (file): Promise<KnownFile[]> => {
    const last = (await lastLines(folder, file).catch(() => [])).map(readLine).findLast((line) => line !== undefined);
    return last ? [{ file, hash: last.hash }] : [];
  }));
  return heads.flat();
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemCode } from '../sqlite/data-file.js';
import { nameBeside, publishFile, syncFile } from './files.js';

/** Where a backup's checksum stands. */
export function checksumPathOf(file: string): string {
  return `${file}.sha256`;
}

/**
 * The checksums a backup may have; undefined where there is no checksum file. More than one only when a crash came between the writing of a new
 * backup's checksum and its taking the place of the former.
 */
export async function readChecksums(file: string): Promise<string[] | undefined> {
  try {
    const text = await readFile(checksumPathOf(file), 'utf8');
    return [...text.matchAll(/^([0-9a-f]{64})(?=\s|$)/gmu)].map(([, sha256 = '']) => sha256);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the checksum file as `sha256sum` does, so that `sha256sum --check` understands it. Appears whole or not at all. */
export async function writeChecksums(file: string, checksums: readonly string[], replace: boolean): Promise<void> {
  const path = checksumPathOf(file);
  const part = nameBeside(path, 'part');
  try {
    await writeFile(part, checksums.map((sha256) => `${sha256}  ${basename(file)}\n`).join(''), { flag: 'wx', mode: 0o600 });
    await syncFile(part);
    await publishFile(part, path, replace);
  } finally {
    await rm(part, { force: true });
  }
}

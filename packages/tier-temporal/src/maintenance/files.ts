import { createHash, randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { link, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LtmcError } from '@ltmc/contracts';
import { systemCode } from '../sqlite/data-file.js';

const PIECE_BYTES = 1024 * 1024;

/** Length and SHA-256 (hex) of a whole file. */
export interface FileDigest {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ReadFileOptions {
  /** Writes what is read here too. */
  readonly copyTo?: FileHandle;
  readonly onBytes?: (done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A name beside `path` that nobody else has; the file will become `path` by renaming. */
export function nameBeside(path: string, ending: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.${ending}`;
}

/** Creates an empty file for the owner only; it must not exist. */
export async function createPrivateFile(path: string): Promise<void> {
  await (await open(path, 'wx', 0o600)).close();
}

/** Reads a file from end to end. Not for a file that SQLite has open in this process: closing it would drop the locks. */
export async function digestFile(path: string, { copyTo, onBytes, signal }: ReadFileOptions = {}): Promise<FileDigest> {
  const file = await open(path, 'r');
  try {
    const { size: total } = await file.stat();
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    let sizeBytes = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
      if (bytesRead === 0) return { sizeBytes, sha256: hash.digest('hex') };
      const bytes = piece.subarray(0, bytesRead);
      hash.update(bytes);
      if (copyTo) await copyTo.writeFile(bytes);
      sizeBytes += bytesRead;
      onBytes?.(sizeBytes, Math.max(total, sizeBytes));
    }
  } finally {
    await file.close();
  }
}

/** Resolves once what was written to the file is on the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Resolves once the names in the folder of `path` are on the disk, where the platform can do that. */
export async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  try {
    await folder?.sync().catch(() => undefined); // Windows and some file systems cannot sync a folder
  } finally {
    await folder?.close();
  }
}

/**
 * Gives a finished file its name, at once and whole.
 * @param replace - false: rejects with `EEXIST` when the name is taken.
 */
export async function publishFile(from: string, path: string, replace: boolean): Promise<void> {
  if (replace) {
    await rename(from, path);
  } else {
    await linkOrRename(from, path);
  }
  await syncFolderOf(path);
}

async function linkOrRename(from: string, path: string): Promise<void> {
  try {
    await link(from, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST' || (await exists(path))) throw error;
    await rename(from, path); // no hard links here (exFAT and the like)
    return;
  }
  await unlink(from);
}

export async function exists(path: string): Promise<boolean> {
  return (await statOrNothing(path)) !== undefined;
}

export async function statOrNothing(path: string): Promise<Stats | undefined> {
  return stat(path).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** Whether two paths lead to one file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([statOrNothing(a), statOrNothing(b)]);
  return first !== undefined && second !== undefined && first.dev === second.dev && first.ino === second.ino;
}

/** What callers see of a failure with a backup's files. An `LtmcError`, and one of SQLite's, stays as it is. */
export function toFileError(cause: unknown): unknown {
  const code = systemCode(cause);
  if (LtmcError.is(cause) || code === undefined || code.startsWith('SQLITE_')) return cause;
  const details = { system: code };
  if (code === 'EEXIST') return fileExists('file');
  if (code === 'ENOENT') return new LtmcError('LTMC_NOT_FOUND', 'There is no such file or folder; check the path of the backup', { cause, details });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new LtmcError('LTMC_STORE_FULL', 'The disk is full, nothing was replaced; free some space and try again', { cause, details, retryable: true });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new LtmcError('LTMC_STORE_READ_ONLY', 'The file or its folder may not be read or written by this user; change its permissions or name another place', { cause, details });
  return new LtmcError('LTMC_STORE_UNAVAILABLE', `The file cannot be used (${code}); check the path`, { cause, details });
}

/** @param what - e.g. `backup` */
export function fileExists(what: string): LtmcError {
  return new LtmcError('LTMC_FILE_EXISTS', `A ${what} is there already under this name, and stays untouched; choose another name, or allow overwriting`, { details: { what } });
}

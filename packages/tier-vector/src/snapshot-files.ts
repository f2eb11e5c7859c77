import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { SnapshotFile } from './snapshot-pointer.js';

/** Hashing a piece takes about 3 ms, for which a search may have to wait. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Only the owner may read what was remembered. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;
const IN_USE: ReadonlySet<unknown> = new Set(['EBUSY', 'EPERM', 'EACCES']);

/** Creates an empty file; it must not exist. */
export async function createFile(path: string): Promise<void> {
  await (await open(path, 'wx', FILE_MODE)).close();
}

/** Writes the parts one behind the other and returns once they are on the disk. */
export async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    for (const part of parts) await writeWhole(file, part);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
    at += bytesWritten;
  }
}

/** Returns once what was written to the file is on the disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Windows does not remove a file that somebody is reading; a later sweep will. */
export async function removeUnlessInUse(path: string): Promise<void> {
  await rm(path, { force: true }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && IN_USE.has(error.code))) throw error;
  });
}

/** Returns once renames in the folder are on the disk, where the platform can do that (Windows cannot). */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What else becomes of a file's bytes while its checksum is made. */
export interface ReadOptions {
  /** Filled with the content if its length is the file's. Default none. */
  readonly into?: Uint8Array;
  /** Shown the content piece by piece, each of which is gone after the call. Default none. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** Length and checksum of a file as it now lies on the disk. */
export async function describeFile(path: string, name: string, { into, onPiece }: ReadOptions = {}): Promise<SnapshotFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const whole = into?.length === size;
    const buffer = whole ? into : Buffer.allocUnsafe(PIECE_BYTES);
    const hash = createHash('sha256');
    let read = 0;
    while (read < size) {
      const start = whole ? read : 0;
      const { bytesRead } = await file.read(buffer, start, Math.min(PIECE_BYTES, size - read), read);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(start, start + bytesRead);
      hash.update(piece);
      onPiece?.(piece);
      read += bytesRead;
    }
    return { name, sizeBytes: read, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** True when the file on the disk is exactly the described one; see {@link describeFile}. */
export async function isUnharmed(path: string, file: SnapshotFile, options?: ReadOptions): Promise<boolean> {
  const found = await describeFile(path, file.name, options);
  return found.sizeBytes === file.sizeBytes && found.sha256 === file.sha256;
}

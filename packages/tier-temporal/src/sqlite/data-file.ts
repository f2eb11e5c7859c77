import { randomBytes } from 'node:crypto';
import { access, constants, link, mkdir, open, stat, statfs, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LtmcError } from '@ltmc/contracts';
import { networkFileSystem } from './network-file-systems.js';

/**
 * Makes folder (0700) and file (0600) where they are missing and refuses places where a record cannot live. Never opens a file that is
 * there already: closing it through `fs` would drop the locks SQLite holds on it in this process.
 */
export async function prepareDataFile(path: string): Promise<void> {
  const folder = dirname(path);
  await prepareDataFolder(folder);
  const found = await stat(path).catch(absentOrRefuse);
  if (found?.isFile() === false) {
    throw new LtmcError('LTMC_STORE_UNAVAILABLE', `The record's path names a ${found.isDirectory() ? 'folder' : 'special file'}, not a database file; name a file inside it`);
  }
  if (!found) await createEmptyFile(path).catch(refuse);
  await requireWritable(folder, path);
}

/** Makes the folder (0700) where it is missing and refuses one that lies on another machine. */
export async function prepareDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(refuse);
  await requireLocalFileSystem(folder);
}

/** A temporary name and a hard link: the file appears with its mode, whole, once, and is not open here when SQLite opens it. */
async function createEmptyFile(path: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  await (await open(temporary, 'wx', 0o600)).close();
  try {
    await link(temporary, path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return;
    // No hard links here (exFAT and the like): such disks keep no modes either, and nobody else can have opened a file that is not there.
    await (await open(path, 'ax', 0o600)).close();
  } finally {
    await unlink(temporary);
  }
}

async function requireLocalFileSystem(folder: string): Promise<void> {
  const { type } = await statfs(folder).catch(refuse);
  const name = networkFileSystem(type);
  if (name === undefined) return;
  throw new LtmcError(
    'LTMC_STORE_NETWORK_FILE_SYSTEM',
    `The record's folder lies on a network or user-space file system (${name}), where several processes would damage it; choose a folder on a local disk`,
    { details: { fileSystem: name } },
  );
}

/** SQLite keeps its log and shared memory beside the file, so that the folder must be writable too. */
async function requireWritable(folder: string, path: string): Promise<void> {
  await access(folder, constants.W_OK).catch(refuse);
  await access(path, constants.R_OK).catch(refuse);
  await access(path, constants.W_OK).catch(refuse);
}

function absentOrRefuse(error: unknown): undefined {
  if (systemCode(error) === 'ENOENT') return undefined;
  return refuse(error);
}

function refuse(cause: unknown): never {
  const code = systemCode(cause);
  const details = { system: code ?? null };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    throw new LtmcError('LTMC_STORE_READ_ONLY', "The record's file or folder may not be read and written by this user, or its disk is read-only; change its permissions or name another place", { cause, details });
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    throw new LtmcError('LTMC_STORE_FULL', 'The disk is full, the record could not be made; free some space and try again', { cause, details, retryable: true });
  }
  throw new LtmcError('LTMC_STORE_UNAVAILABLE', `The record's file or folder cannot be used (${code ?? 'unknown reason'}); check the path`, { cause, details });
}

/** The system's name for what went wrong with a file, e.g. `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError } from '@ltmc/contracts';

/** Some ten thousand keys. */
const MAX_BYTES = 1024 * 1024;
const MODE = 0o600;
const OTHERS = 0o077;
const WAIT_MS = 5_000;
const RETRY_MS = 50;

/**
 * The text of a file of keys.
 * @returns undefined where there is none.
 * @throws LtmcError `LTMC_CONFIG_INVALID` where it cannot be read, is open to other users, or too long.
 */
export async function readKeyFile(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    await checkFile(file);
    return await file.readFile('utf8');
  } catch (cause) {
    if (LtmcError.is(cause)) throw cause;
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new LtmcError('LTMC_CONFIG_INVALID', `The file of API keys cannot be read (${codeOf(cause) ?? 'unknown'}); LTMC_API_KEYS_FILE names it`, { cause });
  }
}

async function checkFile(file: FileHandle): Promise<void> {
  const stats = await file.stat();
  if (!stats.isFile()) throw new LtmcError('LTMC_CONFIG_INVALID', 'The file of API keys is no plain file; LTMC_API_KEYS_FILE names it');
  // Windows has no such bits; there the folder's access list decides.
  if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
    const mode = (stats.mode & 0o777).toString(8);
    throw new LtmcError('LTMC_CONFIG_INVALID', `The file of API keys is open to other users (mode ${mode}); close it with chmod 600 (LTMC_API_KEYS_FILE names it)`);
  }
  if (stats.size > MAX_BYTES) throw new LtmcError('LTMC_CONFIG_INVALID', `The file of API keys has ${stats.size} bytes; at most ${MAX_BYTES} are read (LTMC_API_KEYS_FILE names it)`);
}

/**
 * Changes the file as one step: a reader sees it as it was or as it is, and two who change it do so one after the other.
 * The new text is written beside it under a fixed name, which is also the lock.
 * @param change - from the present text (undefined where there is no file) to the next; undefined leaves it.
 * @throws LtmcError `LTMC_STORE_BUSY` when somebody else has been changing it for 5 s, and what `change` throws.
 */
export async function changeKeyFile(path: string, change: (text: string | undefined) => string | undefined): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const next = `${path}.new`;
  const file = await openAlone(next);
  let isOurs = true;
  try {
    const text = change(await readKeyFile(path));
    if (text === undefined) return;
    await keepOwner(path, file);
    await file.writeFile(text);
    await file.sync();
    await rename(next, path);
    // From here on the name may be somebody else's.
    isOurs = false;
    await syncFolder(dirname(path));
  } finally {
    await file.close();
    if (isOurs) await rm(next, { force: true });
  }
}

/** Root may change the file for the server's user, who must be able to read it afterwards. */
async function keepOwner(path: string, file: FileHandle): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const owner = await stat(path).catch(() => stat(dirname(path)));
  await file.chown(owner.uid, owner.gid);
}

async function openAlone(next: string): Promise<FileHandle> {
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return await open(next, 'wx', MODE);
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw new LtmcError('LTMC_CONFIG_INVALID', `The file of API keys cannot be written (${codeOf(cause) ?? 'unknown'}); LTMC_API_KEYS_FILE names it`, { cause });
      if (waitedMs >= WAIT_MS) throw await busy(next);
      await sleep(RETRY_MS);
    }
  }
}

async function busy(next: string): Promise<LtmcError> {
  const sinceMs = await stat(next).then(({ mtimeMs }) => Math.round(Date.now() - mtimeMs), () => 0);
  const message = 'The file of API keys is being changed by somebody else; try again, or, when nobody is, delete the file of the same name with .new at its end';
  return new LtmcError('LTMC_STORE_BUSY', message, { retryable: true, details: { since_ms: sinceMs } });
}

/** So that the new name survives a power cut. Windows cannot open folders, and needs no such step. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

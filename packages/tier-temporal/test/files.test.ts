import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import sqlite3 from 'sqlite3';
import { describe, expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { version } from './fixture.js';
import { start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

const PATH_LIKE = /\/|\.db/;

async function pathIn(...names: readonly string[]): Promise<string> {
  return join(await temporaryFolder(), ...names);
}

/** Runs SQL on a file that no record has open. */
async function withSqlite(path: string, script: string): Promise<void> {
  const database = new sqlite3.Database(path);
  await new Promise<void>((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); });
  await new Promise<void>((resolve) => { database.close(() => resolve()); });
}

/** A closed record with one memory. */
async function filledRecord(): Promise<string> {
  const path = await pathIn('record.db');
  await using record = await openSqliteRecord({ path });
  for (let index = 0; index < 40; index += 1) await record.storeVersion(version(`${index}`, 'some text '.repeat(200)));
  return path;
}

async function refusal(path: string): Promise<{ code: string; message: string }> {
  const record = await openSqliteRecord({ path }).catch((error: unknown) => error);
  if (!(record instanceof Error) || !('code' in record)) throw new Error('the file was not refused');
  expect(record.message).not.toMatch(PATH_LIKE);
  return { code: String(record.code), message: record.message };
}

describe('the data file', () => {
  it('is made with its folder, for the owner only', async () => {
    const path = await pathIn('new', 'deep', 'record.db');
    await using record = await openSqliteRecord({ path });
    await record.storeVersion(version('a', 'text'));
    const modes = await Promise.all([path, `${path}-wal`, `${path}-shm`, dirname(path)].map(async (name) => (await stat(name)).mode & 0o777));
    expect(modes).toEqual([0o600, 0o600, 0o600, 0o700]);
  });

  it('is not written by opening and reading', async () => {
    const path = await filledRecord();
    const before = await readFile(path);
    const record = await openSqliteRecord({ path });
    await record.searchText('some text', { namespace: 'n', validAtMs: 0 }, 5);
    await record.claimPending({ fingerprint: 'f', owner: 'o', limit: 1, nowMs: -1, claimForMs: 1 });
    await record.releaseClaims('nobody');
    await record.close();
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('survives a restart', async () => {
    const path = await filledRecord();
    await using record = await openSqliteRecord({ path });
    expect(await record.stats('n')).toEqual({ resources: 40, chunks: 40, pendingChunks: 40 });
    expect((await record.getVersion('n', { fileName: '7' }))?.content).toBe('some text '.repeat(200));
  });
});

describe('a file that cannot be the record is refused', () => {
  it('from a newer LTMC', async () => {
    const path = await filledRecord();
    await withSqlite(path, 'PRAGMA user_version = 99');
    expect(await refusal(path)).toMatchObject({ code: 'LTMC_STORE_NEWER', message: expect.stringContaining('99') });
  });

  it('of another program, which stays untouched', async () => {
    const path = await pathIn('other.db');
    await withSqlite(path, 'CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    const before = await readFile(path);
    expect(await refusal(path)).toMatchObject({ code: 'LTMC_STORE_FOREIGN' });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('not a database', async () => {
    const path = await pathIn('text.db');
    await writeFile(path, 'hello '.repeat(1000));
    expect(await refusal(path)).toMatchObject({ code: 'LTMC_STORE_CORRUPT' });
  });

  it.each([0.5, 0.1])('cut short to %f of its length', async (share) => {
    const path = await filledRecord();
    await truncate(path, Math.floor((await stat(path)).size * share));
    expect(await refusal(path)).toMatchObject({ code: 'LTMC_STORE_CORRUPT' });
  });

  it('a folder', async () => {
    const path = await pathIn('folder.db');
    await mkdir(path);
    expect(await refusal(path)).toMatchObject({ code: 'LTMC_STORE_UNAVAILABLE', message: expect.stringContaining('folder') });
  });

  it('under a file', async () => {
    const path = await filledRecord();
    expect(await refusal(join(path, 'record.db'))).toMatchObject({ code: 'LTMC_STORE_UNAVAILABLE' });
  });
});

/** Permission bits do not bind root: the script gives up its rights before it opens. */
const OPEN_AS_NOBODY = `
await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
await import(${JSON.stringify(import.meta.resolve('sqlite3'))});
if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
try { await (await openSqliteRecord({ path })).close(); console.log('opened'); } catch (error) { console.log(error.code); }
`;

describe('what may not be written is refused when it is opened', () => {
  it.each([
    ['a read-only file', 0o777, 0o444, 'LTMC_STORE_READ_ONLY'],
    ['a read-only folder', 0o555, 0o666, 'LTMC_STORE_READ_ONLY'],
    ['but not what may be written', 0o777, 0o666, 'opened'],
  ])('%s', async (_what, folderMode, fileMode, answer) => {
    const path = await filledRecord();
    const run = promisify(execFile);
    await run('chmod', [fileMode.toString(8), path]);
    await run('chmod', [folderMode.toString(8), dirname(path)]);
    expect((await start(OPEN_AS_NOBODY, path).finished).lines).toEqual([answer]);
  });
});

/** Whether this process may mount a small file system. */
async function mountSmallDisk(folder: string, sizeKb: number): Promise<boolean> {
  return promisify(execFile)('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', folder]).then(() => true, () => false);
}

describe('a full disk', () => {
  it('refuses the write, keeps what was stored, and goes on when there is room', async (context) => {
    const folder = await temporaryFolder();
    if (!(await mountSmallDisk(folder, 1500))) return context.skip('this process may not mount a tmpfs');
    try {
      const path = join(folder, 'record.db');
      await using record = await openSqliteRecord({ path });
      await record.storeVersion(version('small', 'kept'));
      await expect(record.storeVersion(version('big', 'x '.repeat(1_000_000)))).rejects.toMatchObject({ code: 'LTMC_STORE_FULL', retryable: true });
      expect((await record.getVersion('n', { fileName: 'small' }))?.content).toBe('kept');
      expect(await record.getVersion('n', { fileName: 'big' })).toBeUndefined();
      await promisify(execFile)('mount', ['-o', 'remount,size=60m', folder]);
      expect(await record.storeVersion(version('big', 'x '.repeat(1_000_000)))).toMatchObject({ kind: 'written' });
    } finally {
      await promisify(execFile)('umount', [folder]);
    }
  });
});

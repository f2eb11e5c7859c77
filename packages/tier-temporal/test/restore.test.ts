import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sqlite3 from 'sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { exported, fillRecord } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

interface Scene {
  readonly path: string;
  readonly file: string;
  readonly maintenance: ReturnType<typeof createSqliteMaintenance>;
}

/** A backup, and a record that has gone on since. */
async function scene(): Promise<Scene> {
  const folder = await temporaryFolder();
  const path = join(folder, 'record.db');
  const maintenance = createSqliteMaintenance({ path });
  await using record = await openSqliteRecord({ path });
  await fillRecord(record);
  await record.claimPending({ fingerprint: 'model-a', owner: 'somebody', limit: 100, nowMs: 0, claimForMs: 1e15 });
  const file = join(folder, 'backups.db');
  await maintenance.backup(file);
  await record.storeVersion(version('since', 'stored since'));
  return { path, file, maintenance };
}

async function withSqlite(path: string, script: string): Promise<void> {
  const database = new sqlite3.Database(path);
  await new Promise<void>((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); });
  await new Promise<void>((resolve) => { database.close(() => resolve()); });
}

async function idOf(path: string): Promise<string> {
  await using record = await openSqliteRecord({ path });
  return record.recordId;
}

/** Whatever went wrong, the record is as it was and nothing lies about. */
async function expectUntouched({ path, file }: Scene): Promise<void> {
  await using record = await openSqliteRecord({ path });
  expect(await names(record)).toContain('since');
  const left = (await readdir(dirname(path))).filter((name) => !name.startsWith(basename(file)) && !['record.db', 'record.db-wal', 'record.db-shm'].includes(name));
  expect(left).toEqual([]);
}

describe('restore', () => {
  it('makes a record where none is', async () => {
    const { file, maintenance } = await scene();
    const path = join(await temporaryFolder(), 'new', 'folder', 'record.db');
    const restored = await createSqliteMaintenance({ path }).restore(file);
    expect(await readdir(dirname(path))).toEqual(['record.db']);
    expect(restored).toEqual({ replaced: 'nothing', recordId: await idOf(path) });
    expect(await exported(createSqliteMaintenance({ path }))).toBe(await exported(createSqliteMaintenance({ path: file })));
    expect((await maintenance.check()).problems).toEqual([]);
  });

  it('replaces a record only when told, and gives it a new id', async () => {
    const here = await scene();
    const { path, file, maintenance } = here;
    await expect(maintenance.restore(file)).rejects.toMatchObject({ code: 'LTMC_FILE_EXISTS' });
    await expectUntouched(here);
    const former = await idOf(path);
    const { replaced, recordId } = await maintenance.restore(file, { overwrite: true });
    expect(replaced).toBe('record');
    expect(recordId).not.toBe(former);
    expect(recordId).not.toBe(await idOf(file));
    expect(recordId).toBe(await idOf(path));
    expect(await exported(maintenance)).toBe(await exported(createSqliteMaintenance({ path: file })));
    expect((await maintenance.check()).problems).toEqual([]);
  });

  it('voids claims of processes that were alive when the backup was made', async () => {
    const { path, file, maintenance } = await scene();
    const all = { fingerprint: 'model-a', owner: 'me', limit: 100, nowMs: 1, claimForMs: 1 };
    await maintenance.restore(file, { overwrite: true });
    await using record = await openSqliteRecord({ path });
    expect((await record.claimPending(all)).length).toBeGreaterThan(0);
  });

  it('goes on counting, so that no id is given twice', async () => {
    const { path, file, maintenance } = await scene();
    await maintenance.restore(file, { overwrite: true });
    await using record = await openSqliteRecord({ path });
    const seq = await record.lastSeq();
    const outcome = await record.storeVersion(version('new', 'words'));
    expect(outcome).toMatchObject({ result: { seq: seq + 1 } });
    expect((await maintenance.check()).problems).toEqual([]);
  });
});

describe('restore refuses, before anything is replaced,', () => {
  it('a backup with one changed letter', async () => {
    const here = await scene();
    const bytes = await readFile(here.file);
    bytes.write('X', bytes.indexOf('second half'));
    await writeFile(here.file, bytes);
    await expect(here.maintenance.restore(here.file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_BACKUP_DAMAGED', details: { reason: 'checksum' } });
    await expectUntouched(here);
  });

  it('a backup without its checksum, unless told', async () => {
    const here = await scene();
    await rm(`${here.file}.sha256`);
    await expect(here.maintenance.restore(here.file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_BACKUP_DAMAGED', details: { reason: 'no checksum' } });
    await expectUntouched(here);
    expect(await here.maintenance.restore(here.file, { overwrite: true, requireChecksum: false })).toMatchObject({ replaced: 'record' });
  });

  it.each([0.9, 0.5, 0.001])('a backup cut to %f of its length, checksum or not', async (share) => {
    const here = await scene();
    await truncate(here.file, Math.floor((await readFile(here.file)).length * share));
    await rm(`${here.file}.sha256`);
    const restoring = here.maintenance.restore(here.file, { overwrite: true, requireChecksum: false });
    await expect(restoring).rejects.toMatchObject({ code: 'LTMC_BACKUP_DAMAGED' });
    await expectUntouched(here);
  });

  it('a backup with a damaged page', async () => {
    const here = await scene();
    const bytes = await readFile(here.file);
    bytes.fill(0xa5, 4096 * 3, 4096 * 9);
    await writeFile(here.file, bytes);
    await rm(`${here.file}.sha256`);
    const restoring = here.maintenance.restore(here.file, { overwrite: true, requireChecksum: false });
    await expect(restoring).rejects.toMatchObject({ code: 'LTMC_BACKUP_DAMAGED' });
    await expectUntouched(here);
  });

  it.each([
    ['a file of another program', 'CREATE TABLE notes (text)', 'LTMC_STORE_FOREIGN'],
    ['a file of a newer LTMC', 'PRAGMA application_id = 1280593219; PRAGMA user_version = 99', 'LTMC_STORE_NEWER'],
  ])('%s', async (_what, script, code) => {
    const here = await scene();
    const other = `${here.file}.other`;
    await withSqlite(other, script);
    await expect(here.maintenance.restore(other, { overwrite: true, requireChecksum: false })).rejects.toMatchObject({ code });
    await expectUntouched(here);
  });

  it('no file, and the record itself', async () => {
    const here = await scene();
    await expect(here.maintenance.restore(`${here.file}.none`, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    await expect(here.maintenance.restore(here.path, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expectUntouched(here);
  });

  it('to replace a database of another program, even when told to overwrite', async () => {
    const { file } = await scene();
    const path = join(await temporaryFolder(), 'theirs.db');
    await withSqlite(path, 'CREATE TABLE notes (text); INSERT INTO notes VALUES (1)');
    const before = await readFile(path);
    await expect(createSqliteMaintenance({ path }).restore(file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_STORE_FOREIGN' });
    expect((await readFile(path)).equals(before)).toBe(true);
  });
});

describe('restore over a damaged record', () => {
  it.each([
    ['no database', async (path: string) => { await writeFile(path, 'hello '.repeat(5000)); }],
    ['cut short', async (path: string) => { await truncate(path, 9000); }],
  ])('that is %s keeps it aside', async (_what, damage) => {
    const { path, file, maintenance } = await scene();
    await damage(path);
    const damaged = await readFile(path);
    expect(await maintenance.restore(file, { overwrite: true })).toMatchObject({ replaced: 'damaged file' });
    expect((await maintenance.check()).problems).toEqual([]);
    const aside = (await readdir(dirname(path))).filter((name) => name.startsWith('record.db.damaged-'));
    expect(aside).toHaveLength(1);
    expect((await readFile(join(dirname(path), aside[0] ?? ''))).equals(damaged)).toBe(true);
  });

  it('that is damaged in its middle', async () => {
    const { path, file, maintenance } = await scene();
    const bytes = await readFile(path);
    bytes.fill(0xa5, 4096 * 4, 4096 * 12);
    await writeFile(path, bytes);
    expect((await maintenance.check()).problems).toMatchObject([{ check: 'integrity' }]);
    await maintenance.restore(file, { overwrite: true });
    expect((await maintenance.check()).problems).toEqual([]);
    expect(await exported(maintenance)).toBe(await exported(createSqliteMaintenance({ path: file })));
  });

  it('does not take the log of a lost database for its own', async () => {
    const { path, file, maintenance } = await scene();
    const record = await openSqliteRecord({ path });
    await record.storeVersion(version('in the log', 'words'));
    await copyFile(`${path}-wal`, `${path}-kept`);
    await record.close();
    await rm(path);
    await copyFile(`${path}-kept`, `${path}-wal`);
    await expect(maintenance.restore(file)).rejects.toMatchObject({ code: 'LTMC_FILE_EXISTS' });
    await maintenance.restore(file, { overwrite: true });
    expect((await maintenance.check()).problems).toEqual([]);
    expect(await exported(maintenance)).toBe(await exported(createSqliteMaintenance({ path: file })));
  });
});

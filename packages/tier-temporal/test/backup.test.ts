import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { MaintenanceProgress } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { exported, fillRecord } from './maintenance-fixture.js';
import { start } from './processes.js';
import { temporaryFolder } from './temporary-folder.js';

async function filled(): Promise<{ path: string; file: string; folder: string; maintenance: ReturnType<typeof createSqliteMaintenance> }> {
  const folder = await temporaryFolder();
  const path = join(folder, 'data', 'record.db');
  await using record = await openSqliteRecord({ path });
  await fillRecord(record);
  return { path, file: join(folder, 'backup.db'), folder, maintenance: createSqliteMaintenance({ path }) };
}

const WRITE = `
const record = await openSqliteRecord({ path });
for (let index = 0; index < 2000; index += 1) {
  await record.storeVersion(version('w' + index, 'written while a backup is taken ' + index));
  console.log('w' + index);
}
`;

describe('backup', () => {
  it('is one private file that opens as a record and holds everything', async () => {
    const { file, folder, maintenance } = await filled();
    const { sizeBytes } = await maintenance.backup(file);
    expect((await readdir(folder)).toSorted()).toEqual(['backup.db', 'backup.db.sha256', 'data']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(file)).size).toBe(sizeBytes);
    expect(await exported(createSqliteMaintenance({ path: file }))).toBe(await exported(maintenance));
  });

  it('has a checksum that sha256sum understands', async () => {
    const { file, maintenance } = await filled();
    const { sha256 } = await maintenance.backup(file);
    const { stdout } = await promisify(execFile)('sha256sum', ['--check', `${file}.sha256`], { cwd: dirname(file) });
    expect(stdout).toBe('backup.db: OK\n');
    expect(await readFile(`${file}.sha256`, 'utf8')).toBe(`${sha256}  backup.db\n`);
  });

  it('is taken while another process writes, and holds what was acknowledged before', async () => {
    const { path, file, maintenance } = await filled();
    const writer = start(WRITE, path);
    while (writer.lines.length < 50) await new Promise((resolve) => { setTimeout(resolve, 5); });
    const before = [...writer.lines];
    await maintenance.backup(file);
    const lastBefore = writer.lines.length;
    while (writer.lines.length <= lastBefore && writer.child.exitCode === null) await new Promise((resolve) => { setTimeout(resolve, 5); });
    writer.child.kill('SIGKILL');
    await writer.finished;
    await using copy = await openSqliteRecord({ path: file });
    const kept = await names(copy);
    expect(before.filter((name) => !kept.includes(name))).toEqual([]);
    expect((await createSqliteMaintenance({ path: file }).check()).problems).toEqual([]);
  });

  it('never overwrites unless told, and then leaves a good pair', async () => {
    const { path, file, maintenance } = await filled();
    await writeFile(file, 'precious');
    await expect(maintenance.backup(file)).rejects.toMatchObject({ code: 'LTMC_FILE_EXISTS' });
    expect(await readFile(file, 'utf8')).toBe('precious');
    const { sha256 } = await maintenance.backup(file, { overwrite: true });
    await using record = await openSqliteRecord({ path });
    await record.storeVersion(version('later', 'x'));
    const second = await maintenance.backup(file, { overwrite: true });
    expect(second.sha256).not.toBe(sha256);
    expect(await readFile(`${file}.sha256`, 'utf8')).toBe(`${second.sha256}  backup.db\n`);
  });

  it('refuses a checksum file that is left over, the record itself, a missing record and a missing folder', async () => {
    const { path, file, folder, maintenance } = await filled();
    await writeFile(`${file}.sha256`, 'x');
    await expect(maintenance.backup(file)).rejects.toMatchObject({ code: 'LTMC_FILE_EXISTS' });
    await expect(maintenance.backup(path, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(maintenance.backup(join(folder, 'no', 'b.db'))).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND' });
    const nowhere = createSqliteMaintenance({ path: join(folder, 'nothing.db') });
    await expect(nowhere.backup(join(folder, 'b.db'))).rejects.toMatchObject({ code: 'LTMC_STORE_UNAVAILABLE' });
    expect((await readdir(folder)).toSorted()).toEqual(['backup.db.sha256', 'data']);
  });

  it('tells its progress and can be broken off, leaving nothing', async () => {
    const { file, folder, maintenance } = await filled();
    const steps: MaintenanceProgress[] = [];
    await maintenance.backup(file, { onProgress: (step) => steps.push(step) });
    expect(steps.map(({ step }) => step)).toEqual(expect.arrayContaining(['copying', 'checking']));
    for (const { done, total = 0 } of steps) expect(done).toBeLessThanOrEqual(total);
    const stop = new AbortController();
    const broken = maintenance.backup(join(folder, 'other.db'), { signal: stop.signal, onProgress: () => { stop.abort(); } });
    await expect(broken).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    expect((await readdir(folder)).filter((name) => name.startsWith('other'))).toEqual([]);
  });

  it('writes nothing to the record', async () => {
    const { path, file, maintenance } = await filled();
    const before = await readFile(path);
    await maintenance.backup(file);
    expect((await readFile(path)).equals(before)).toBe(true);
  });
});

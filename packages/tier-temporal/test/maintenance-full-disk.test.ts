import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { names, version } from './fixture.js';
import { exported, source } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);
let small: string;
let mounted: boolean;

/** A disk of 6 MiB; where this process may not mount one, the test is skipped. */
beforeEach(async () => {
  small = await temporaryFolder();
  mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', small]).then(() => true, () => false);
});

afterEach(async () => {
  if (mounted) await run('umount', [small]);
});

/** A record of about 4 MiB on an ordinary disk, with its backup. */
async function bigRecord(): Promise<{ file: string; maintenance: ReturnType<typeof createSqliteMaintenance> }> {
  const folder = await temporaryFolder();
  const path = join(folder, 'big.db');
  await using record = await openSqliteRecord({ path });
  for (let index = 0; index < 20; index += 1) await record.storeVersion(version(`big ${index}`, `${index} ${'lorem ipsum '.repeat(8000)}`));
  const maintenance = createSqliteMaintenance({ path });
  await maintenance.backup(join(folder, 'backup.db'));
  return { file: join(folder, 'backup.db'), maintenance };
}

async function smallRecord(): Promise<string> {
  const path = join(small, 'record.db');
  await using record = await openSqliteRecord({ path });
  await record.storeVersion(version('small', 'kept'));
  return path;
}

function requireMount(context: TestContext): void {
  if (!mounted) context.skip('this process may not mount a tmpfs');
}

async function expectKept(path: string): Promise<void> {
  await using record = await openSqliteRecord({ path });
  expect(await names(record)).toContain('small');
  expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
  expect((await readdir(small)).filter((name) => !name.startsWith('record.db-'))).toEqual(['record.db']);
}

it('a restore that does not fit leaves the record as it was', async (context) => {
  requireMount(context);
  const [path, { file }] = [await smallRecord(), await bigRecord()];
  await expect(createSqliteMaintenance({ path }).restore(file, { overwrite: true })).rejects.toMatchObject({ code: 'LTMC_STORE_FULL', retryable: true });
  await expectKept(path);
  await run('mount', ['-o', 'remount,size=60m', small]);
  expect(await createSqliteMaintenance({ path }).restore(file, { overwrite: true })).toMatchObject({ replaced: 'record' });
});

it('a backup that does not fit leaves nothing', async (context) => {
  requireMount(context);
  const [path, { maintenance }] = [await smallRecord(), await bigRecord()];
  await run('fallocate', ['-l', '3m', join(small, 'filler')]);
  await expect(maintenance.backup(join(small, 'b.db'))).rejects.toMatchObject({ code: 'LTMC_STORE_FULL' });
  await run('rm', [join(small, 'filler')]);
  await expectKept(path);
});

it('an import that does not fit leaves whole memories', async (context) => {
  requireMount(context);
  const [path, { maintenance: big }] = [await smallRecord(), await bigRecord()];
  await run('fallocate', ['-l', '3m', join(small, 'filler')]);
  const text = await exported(big);
  await expect(createSqliteMaintenance({ path }).importJsonLines(source(text, 65_536))).rejects.toMatchObject({ code: 'LTMC_STORE_FULL' });
  await run('rm', [join(small, 'filler')]);
  await expectKept(path);
  await run('mount', ['-o', 'remount,size=60m', small]);
  await createSqliteMaintenance({ path }).importJsonLines(source(text, 65_536));
  await using record = await openSqliteRecord({ path });
  expect(await names(record)).toHaveLength(21);
});

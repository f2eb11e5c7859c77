import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { connect } from '../src/sqlite/binding.js';
import { toStoreError } from '../src/sqlite/errors.js';
import { migrate, readMarks } from '../src/sqlite/migrate.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { MIGRATIONS, RECORD_SCHEMA } from '../src/sqlite/schema/migrations.js';
import { names, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);
/** A step that writes as much again as the record holds, after one that fits. */
const GROWING = [...MIGRATIONS, {
  version: MIGRATIONS.length + 1,
  script: 'CREATE TABLE small (a); INSERT INTO small VALUES (1); CREATE TABLE copies AS SELECT content || content AS twice FROM resource_versions;',
}];

/** Less than the step needs. */
const ROOM_BYTES = 700_000;

async function migrateFile(path: string): Promise<number> {
  const connection = await connect({ module: await loadSqliteModule(), path });
  try {
    await migrate(connection, new AbortController().signal, { ...RECORD_SCHEMA, migrations: GROWING });
    return (await readMarks(connection)).version;
  } catch (cause) {
    throw toStoreError(cause);
  } finally {
    await connection.close();
  }
}

it('a disk that fills up during a migration leaves the old record as it was', async (context) => {
  const folder = await temporaryFolder();
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]).then(() => true, () => false);
  if (!mounted) return context.skip('this process may not mount a tmpfs');
  try {
    const path = join(folder, 'record.db');
    const stored = Array.from({ length: 10 }, (_, n) => version(`kept-${n}`, `${n} ${'lorem ipsum '.repeat(5000)}`));
    {
      await using record = await openSqliteRecord({ path });
      for (const input of stored) await record.storeVersion(input);
    }
    const { bavail, bsize } = await statfs(folder);
    await run('fallocate', ['-l', String(bavail * bsize - ROOM_BYTES), join(folder, 'filler')]);
    await expect(migrateFile(path)).rejects.toMatchObject({ code: 'LTMC_STORE_FULL', retryable: true });
    {
      await using record = await openSqliteRecord({ path }); // knows no newer schema than the former one
      expect(await names(record)).toEqual(stored.map(({ fileName }) => fileName));
      expect((await record.getVersion('n', { fileName: 'kept-7' }))?.content).toBe(stored[7]?.content);
    }
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
    await run('mount', ['-o', 'remount,size=60m', folder]);
    expect(await migrateFile(path)).toBe(GROWING.length);
  } finally {
    await run('umount', [folder]);
  }
});

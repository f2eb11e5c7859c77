import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { connect } from '../src/sqlite/binding.js';
import { prepareDataFile } from '../src/sqlite/data-file.js';
import { forget } from '../src/sqlite/forget.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { openReader, openWriter, SILENT } from '../src/sqlite/open-record.js';
import { createScrubber } from '../src/sqlite/scrub.js';
import { storeVersion } from '../src/sqlite/store-version.js';
import { createWriter } from '../src/sqlite/writer.js';
import { filesWith } from './files-with.js';
import { version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const SECRET = 'qxzvsecretjkwq';

/** A record in which a purge was committed by a process that died before its scrub. */
async function purgedAndNotScrubbed(): Promise<string> {
  const folder = await temporaryFolder();
  const path = join(folder, 'record.db');
  {
    await using record = await openSqliteRecord({ path });
    for (const name of ['memo', 'other']) await record.storeVersion(version(name, `${name} ${SECRET}`));
    await record.storeVersion(version('memo', 'harmless'));
    await record.storeVersion(version('other', 'harmless too'));
  }
  const connection = await openWriter(await loadSqliteModule(), path, 'full');
  await connection.all('BEGIN IMMEDIATE');
  for (const fileName of ['memo', 'other']) await forget(connection, 'n', { fileName }, { purge: true, atMs: 4000 });
  await connection.all('COMMIT');
  await connection.close();
  expect(await filesWith(folder, SECRET)).not.toEqual([]);
  return folder;
}

async function due(path: string): Promise<number> {
  const connection = await connect({ module: await loadSqliteModule(), path, readOnly: true });
  const [row] = await connection.all<{ count: number }>('SELECT count(*) AS count FROM scrubs_due');
  await connection.close();
  return row?.count ?? -1;
}

it('what a process that died has left is erased by the next one, unasked', async () => {
  const folder = await purgedAndNotScrubbed();
  const path = join(folder, 'record.db');
  await using record = await openSqliteRecord({ path });
  await expect.poll(() => due(path), { timeout: 10_000 }).toBe(0);
  expect(await filesWith(folder, SECRET)).toEqual([]);
  expect(record.recordId).toMatch(/^[0-9a-f]{32}$/u);
});

it('and by one that has had the record open all the time', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  const module = await loadSqliteModule();
  await prepareDataFile(path);
  const [writer, dying] = await Promise.all([openWriter(module, path, 'full'), openWriter(module, path, 'full')]);
  const alive = createWriter(writer, SILENT);
  const scrubber = createScrubber({ writer: alive, logger: SILENT, pollMs: 50 });
  await scrubber.finish();
  await alive.transact((sql) => storeVersion(sql, version('memo', `memo ${SECRET}`)));
  await alive.transact((sql) => storeVersion(sql, version('memo', 'harmless')));
  await dying.all('BEGIN IMMEDIATE');
  await forget(dying, 'n', { fileName: 'memo' }, { purge: true, atMs: 4000 });
  await dying.all('COMMIT');
  await dying.close();
  await expect.poll(() => due(path), { timeout: 10_000 }).toBe(0);
  expect(await filesWith(dirname(path), SECRET)).toEqual([]);
  await scrubber.close();
  await alive.close();
});

it('says so while others keep it from erasing, and goes on later', async () => {
  const folder = await purgedAndNotScrubbed();
  const path = join(folder, 'record.db');
  const reader = await openReader(await loadSqliteModule(), path);
  await reader.all('BEGIN');
  await reader.all('SELECT count(*) FROM resources');
  const writer = createWriter(await openWriter(await loadSqliteModule(), path, 'full'), SILENT);
  const scrubber = createScrubber({ writer, logger: SILENT, patienceMs: 100, pollMs: 50 });
  await expect(scrubber.finish()).rejects.toMatchObject({ code: 'LTMC_STORE_BUSY', retryable: true });
  expect(await due(path)).toBe(2);
  await reader.close();
  await expect.poll(() => due(path), { timeout: 10_000 }).toBe(0);
  expect(await filesWith(folder, SECRET)).toEqual([]);
  await scrubber.close();
  await writer.close();
});

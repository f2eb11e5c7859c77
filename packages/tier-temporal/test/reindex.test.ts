import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { connect } from '../src/sqlite/binding.js';
import { migrate } from '../src/sqlite/migrate.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { MIGRATIONS, RECORD_SCHEMA } from '../src/sqlite/schema/migrations.js';
import { filesWith } from './files-with.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const TEXTS = ['plain English words only', 'call parseHttpRequest first', '会议室的密码', 'Die Rechnungen sind noch nicht bezahlt'];

/** What a program of schema version 2 left: current, former and forgotten texts, indexed as it did. */
async function formerRecord(copies: number): Promise<string> {
  const path = join(await temporaryFolder(), 'record.db');
  await writeFile(path, '');
  const connection = await connect({ module: await loadSqliteModule(), path });
  try {
    await migrate(connection, new AbortController().signal, { ...RECORD_SCHEMA, migrations: MIGRATIONS.slice(0, 2) });
    await connection.exec("INSERT INTO namespaces (id, name) VALUES (1, 'n')");
    const contents = Array.from({ length: copies }, () => TEXTS).flat();
    await connection.all(`
      INSERT INTO resources (id, namespace_id, kind, file_name, file_name_folded) SELECT key + 1, 1, 'memory', key || '', key || '' FROM json_each($contents)`, { $contents: JSON.stringify(contents) });
    for (const [number, ended] of [[1, '2000'], [2, 'NULL']] as const) {
      await connection.exec(`
        INSERT INTO resource_versions (resource_id, version, namespace_id, kind, resource_type, tags, metadata, recorded_at_ms, superseded_at_ms, chunk_count, first_vector_id, last_vector_id, content_hash, content)
        SELECT id, ${number}, 1, 'memory', 'document', '[]', '{}', ${number * 1000}, ${ended}, 1, 0, 0, '', '' FROM resources`);
    }
    await connection.all('UPDATE resource_versions SET first_vector_id = id, last_vector_id = id, content = (SELECT value FROM json_each($contents) WHERE key = resource_id - 1)', { $contents: JSON.stringify(contents) });
    await connection.exec(`
      INSERT INTO resource_chunks (id, vector_id, version_id, resource_id, version, chunk_index, start_offset, end_offset, scope, content)
      SELECT id, id, id, resource_id, version, 0, 0, length(content), 'n1 k1', content FROM resource_versions ORDER BY id;
      INSERT INTO chunk_fts (rowid, content, context, scope) SELECT id, content, context, scope FROM resource_chunks WHERE version = 2;
      INSERT INTO chunk_fts_past (rowid, content, context, scope) SELECT id, content, context, scope FROM resource_chunks WHERE version = 1;
      INSERT INTO change_log (namespace_id, kind, op, resource_id, version, first_vector_id, last_vector_id, at_ms)
      SELECT 1, 'memory', 'stored', resource_id, version, id, id, 1000 FROM resource_versions;
      INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale) SELECT 0, id, resource_id, 1, version = 1 FROM resource_chunks;`);
  } finally {
    await connection.close();
  }
  return path;
}

const QUERIES = ['plain word', 'http request', '密码', 'Rechnung'];

async function counts(record: RecordStore, asOfMs?: number): Promise<number[]> {
  return Promise.all(QUERIES.map(async (query) => (await record.searchText(query, { ...EVERYTHING, ...(asOfMs !== undefined && { asOfMs }) }, 5000)).length));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

it('a record from before finds names of code and other languages after a while, and its English words all the time', async () => {
  const path = await formerRecord(3);
  await using record = await openSqliteRecord({ path });
  expect((await counts(record))[0]).toBe(3);
  await until(async () => (await counts(record))[2] === 3);
  expect([await counts(record), await counts(record, 1500)]).toEqual([[3, 3, 3, 3], [3, 3, 3, 3]]);
  expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
});

it('goes on where a process that was closed left it, whatever is written and forgotten meanwhile', async () => {
  const path = await formerRecord(300);
  {
    await using record = await openSqliteRecord({ path });
    await record.storeVersion(version('2', 'nothing any more', { recordedAtMs: 3000 }));
    await record.forget('n', { fileName: '3' }, { purge: true, atMs: 4000 });
  }
  await using record = await openSqliteRecord({ path });
  expect((await counts(record))[1]).toBeLessThanOrEqual(300);
  await until(async () => (await counts(record))[3] === 299);
  expect(await counts(record)).toEqual([300, 300, 299, 299]);
  expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
  for (const fileName of ['7', '11']) await record.forget('n', { fileName }, { purge: true, atMs: 5000 });
  expect((await counts(record))[3]).toBe(297);
});

it('takes what an older LTMC took for another language as it is told now, and learns headings', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  const content = 'Address: near Qixing Road. The features of it are professional.';
  {
    await using record = await openSqliteRecord({ path });
    for (const fileName of ['a', 'b']) await record.storeVersion(version(fileName, content));
    await record.storeVersion(version('c', content, { chunks: [{ content, startOffset: 0, endOffset: content.length, heading: 'Shops > Linen' }], tags: ['wholesale'] }));
    await record.storeVersion(version('a', content.replace('Qixing', 'Siming'), { recordedAtMs: 2000 }));
  }
  const connection = await connect({ module: await loadSqliteModule(), path });
  const each = (statement: string): string => ['chunk_fts', 'chunk_fts_past'].map((table) => statement.replaceAll('$table', table)).join(';');
  await connection.exec(`
    ${each("INSERT INTO $table ($table) VALUES ('delete-all')")};
    UPDATE resource_chunks SET context_terms = NULL, content_terms = 'addressˑ near qixing road the features of it are professional';
    INSERT INTO chunk_fts (rowid, content, context, scope) SELECT c.id, content_terms, context, scope FROM resource_chunks c JOIN resource_versions v ON v.id = c.version_id WHERE superseded_at_ms IS NULL;
    INSERT INTO chunk_fts_past (rowid, content, context, scope) SELECT c.id, content_terms, context, scope FROM resource_chunks c JOIN resource_versions v ON v.id = c.version_id WHERE superseded_at_ms IS NOT NULL;
    ALTER TABLE resource_versions DROP COLUMN told_at_ms;
    PRAGMA user_version = 5`);
  await connection.close();
  await using record = await openSqliteRecord({ path });
  const found = async (query: string, asOfMs?: number): Promise<number> => (await record.searchText(query, { ...EVERYTHING, ...(asOfMs !== undefined && { asOfMs }) }, 9)).length;
  await until(async () => (await found('Siming')) === 1);
  expect([await found('addresses'), await found('Qixing'), await found('Qixing', 1500), await found('Linen'), await found('wholesale')]).toEqual([3, 2, 3, 1, 1]);
  expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
});

it('leaves no byte of a purged text that had terms of its own', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await record.storeVersion(version('memo', 'die Rechnung von qxzvsecretjkwq ist noch nicht da, siehe qxzvSecretjkwqName'));
  await record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 });
  expect(await filesWith(dirname(path), 'vsecretjk')).toEqual([]);
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { describe, expect, it } from 'vitest';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { fillRecord, MODEL } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

async function filled(): Promise<string> {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await fillRecord(record);
  return path;
}

async function broken(script: string, file?: string): Promise<string> {
  const path = file ?? (await filled());
  const database = new sqlite3.Database(path);
  await new Promise<void>((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); });
  await new Promise<void>((resolve) => { database.close(() => resolve()); });
  return path;
}

describe('check', () => {
  it('finds nothing in a good record, and tells what is in it', async () => {
    const path = await filled();
    await using record = await openSqliteRecord({ path });
    expect(await createSqliteMaintenance({ path }).check()).toEqual({
      problems: [], engine: expect.stringMatching(/^SQLite 3\.\d+/u), recordId: record.recordId, sizeBytes: expect.any(Number),
      memories: 4, chunks: 5, pendingChunks: 5, fingerprint: MODEL,
    });
  });

  it.each([
    ['full text', "INSERT INTO chunk_fts (chunk_fts) VALUES ('delete-all')", 'cannot be found'],
    ['full text', 'INSERT INTO chunk_fts_past (rowid, content, context, scope) SELECT id, content, context, scope FROM resource_chunks WHERE id = (SELECT max(id) FROM resource_chunks)', 'none of former versions'],
    ['chunks', "UPDATE resource_chunks SET content = 'other words' WHERE chunk_index = 1", 'do not cover'],
    ['chunks', 'PRAGMA foreign_keys = OFF; UPDATE resource_versions SET chunk_count = 9 WHERE id = 1', 'stored with'],
    ['versions', 'UPDATE resource_versions SET superseded_at_ms = NULL WHERE superseded_at_ms IS NOT NULL', 'do not end'],
    ['embeddings', "UPDATE chunk_embeddings SET vector = x'0000'", 'length'],
    ['embeddings', 'DELETE FROM pending_chunks', 'never found by meaning'],
    ['vector ids', "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'resource_chunks'", 'second time'],
    ['change log', 'DELETE FROM change_log WHERE seq = 3', 'gaps'],
    ['change log', "DELETE FROM change_log WHERE seq = (SELECT min(seq) FROM change_log)", 'not in the change log'],
    ['identity', "INSERT INTO record_identity VALUES ('second')", 'exactly one id'],
    ['references', 'PRAGMA foreign_keys = OFF; DELETE FROM resources WHERE id = 1', 'not there'],
  ])('finds broken rules of %s and says what mends them', async (check, script, words) => {
    const { problems } = await createSqliteMaintenance({ path: await broken(script) }).check();
    expect(problems).toContainEqual({ check, message: expect.stringContaining(words), mend: expect.stringMatching(/"ltmc (?:restore|export)/u) });
  });

  it.each([
    ['DELETE FROM todos', 'lack what belongs'],
    ['DELETE FROM pattern_texts', 'lack what belongs'],
    ['DELETE FROM code_attempts', 'do not fit'],
  ])('finds todos and patterns without their facts: %s', async (script, words) => {
    const chunks = [{ content: 'x', startOffset: 0, endOffset: 1, heading: null }];
    const path = join(await temporaryFolder(), 'record.db');
    {
      await using record = await openSqliteRecord({ path });
      await record.todos.add({ namespace: 'n', title: 'x', description: '', priority: 1, dueAtMs: null, tags: [], assignedAgent: null, agentId: null, sessionId: null, text: 'x', chunks, createdAtMs: 1 });
      await record.code.log({
        namespace: 'n', fingerprint: 'f', inputPrompt: 'x', generatedCode: 'x', result: 'pass', executionTimeMs: null, errorMessage: null, tags: [], agentId: null, sessionId: null,
        language: null, functionName: null, fileName: null, moduleName: null, texts: [{ key: 'code', content: 'x', chunks }], recordedAtMs: 1,
      });
    }
    expect((await createSqliteMaintenance({ path }).check()).problems).toEqual([]);
    const { problems } = await createSqliteMaintenance({ path: await broken(script, path) }).check();
    expect(problems).toMatchObject([{ check: 'todos and patterns', message: expect.stringContaining(words) }]);
  });

  it('finds a damaged page', async () => {
    const path = await filled();
    const bytes = await readFile(path);
    bytes.fill(0xa5, 4096 * 4, 4096 * 12);
    await writeFile(path, bytes);
    expect((await createSqliteMaintenance({ path }).check()).problems).toMatchObject([{ check: 'integrity', mend: expect.stringContaining('ltmc restore') }]);
  });

  it('refuses what is no record', async () => {
    const path = join(await temporaryFolder(), 'x.db');
    await expect(createSqliteMaintenance({ path }).check()).rejects.toMatchObject({ code: 'LTMC_STORE_UNAVAILABLE' });
    await writeFile(path, 'text '.repeat(2000));
    await expect(createSqliteMaintenance({ path }).check()).rejects.toMatchObject({ code: 'LTMC_STORE_CORRUPT' });
  });
});

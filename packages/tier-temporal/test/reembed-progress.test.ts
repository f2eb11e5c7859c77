import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { expect, it } from 'vitest';
import { openSqliteRecord } from '../src/index.js';
import { fillRecord, MODEL } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const NEXT = { ...MODEL, id: 'model-next', model: 'next' };

it('counts as missing what is not queued yet, so that a change of the model that has just begun does not look finished', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await fillRecord(record);
  await record.startReembed(NEXT);
  const { total, missing } = await record.embeddingProgress(NEXT.id);
  expect([total > 3, missing]).toEqual([true, total]);
  // As the first step leaves it: the model is known, and nothing is queued.
  await run(path, "DELETE FROM pending_chunks WHERE building = 1; UPDATE fingerprints SET queued_to = 0 WHERE role = 'building'");
  expect(await record.embeddingProgress(NEXT.id)).toEqual({ total, missing });
  // And half-way.
  await run(path, "UPDATE fingerprints SET queued_to = (SELECT min(id) FROM resource_chunks) WHERE role = 'building'; INSERT INTO pending_chunks (building, chunk_id, resource_id, namespace_id, stale) SELECT 1, c.id, c.resource_id, v.namespace_id, 0 FROM resource_chunks AS c JOIN resource_versions AS v ON v.id = c.version_id ORDER BY c.id LIMIT 1");
  expect(await record.embeddingProgress(NEXT.id)).toEqual({ total, missing });
});

async function run(path: string, script: string): Promise<void> {
  const database = new sqlite3.Database(path);
  await new Promise<void>((resolve, reject) => { database.exec(script, (error) => (error ? reject(error) : resolve())); });
  await new Promise<void>((resolve) => { database.close(() => resolve()); });
}

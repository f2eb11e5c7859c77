import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { openSqliteRecord } from '../src/index.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { openReader } from '../src/sqlite/open-record.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const SECRET = 'qxzvsecretjkwq';
/** What the index holds of the word even where it keeps it without its first letters. */
const FRAGMENT = 'vsecretjk';

/** How many files of the record hold the bytes; another process looks, because closing a file here would drop SQLite's locks. */
async function filesWith(folder: string, bytes: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('grep', ['--recursive', '--text', '--files-with-matches', bytes, folder]).catch((error: { code: number }) => {
    if (error.code === 1) return { stdout: '' };
    throw error;
  });
  return stdout.split('\n').filter((line) => line !== '');
}

/** Lives through everything that leaves traces: versions, embeddings, forgetting, bringing back. */
async function storeSecret(record: RecordStore): Promise<void> {
  const vector = new Float32Array(new Uint8Array(Buffer.from(FRAGMENT.slice(0, 8))).buffer);
  const model = { id: 'f', model: 'm', dimension: vector.length, pooling: 'mean', tokenizerHash: '', modelHash: '' };
  const claim = { tool: 't', key: 'k', bodyHash: 'b', answer: () => `stored ${SECRET}` };
  const first = await record.storeVersion(version('memo', `first ${SECRET}`), claim);
  if (first.kind === 'written') await record.storeEmbeddings(model, first.result.vectorIds.map((vectorId) => ({ vectorId, vector })), 1000);
  await record.forget('n', { fileName: 'memo' }, { atMs: 2000 });
  await record.undoForget('n', { fileName: 'memo' }, { notBeforeMs: 0, atMs: 3000 });
  await record.storeVersion(version('memo', 'second, harmless', { metadata: { note: SECRET } }));
  await record.storeVersion(version('memo', `third ${SECRET} again`));
}

it('finishes a purge in flight when it is closed', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  const record = await openSqliteRecord({ path });
  await storeSecret(record);
  const [purged] = await Promise.all([record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 }), record.close()]);
  expect(purged).toMatchObject({ kind: 'written' });
  expect(await filesWith(dirname(path), FRAGMENT)).toEqual([]);
});

it('purges every byte from the file and its log', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  for (let index = 0; index < 50; index += 1) await record.storeVersion(version(`kept ${index}`, `kept words ${index}`));
  await storeSecret(record);
  expect(await filesWith(dirname(path), FRAGMENT)).not.toEqual([]);
  await record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 });
  expect(await filesWith(dirname(path), FRAGMENT)).toEqual([]);
  expect(await filesWith(dirname(path), FRAGMENT.slice(0, 8))).toEqual([]);
  expect(await record.searchText('kept', EVERYTHING, 100)).toHaveLength(50);
});

it('removes what an earlier purge had to leave, when it is asked again', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await storeSecret(record);
  const reader = await openReader(await loadSqliteModule(), path);
  await reader.all('BEGIN');
  await reader.all('SELECT count(*) FROM resources'); // holds on to the log as it is
  const claim = { tool: 'forget', key: 'k', bodyHash: 'b', answer: () => 'purged' };
  const purge = () => record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 }, claim);
  expect(await purge()).toMatchObject({ kind: 'written' });
  expect(await filesWith(dirname(path), FRAGMENT)).not.toEqual([]);
  await reader.close();
  expect(await purge()).toEqual({ kind: 'replayed', answer: 'purged' });
  expect(await filesWith(dirname(path), FRAGMENT)).toEqual([]);
});

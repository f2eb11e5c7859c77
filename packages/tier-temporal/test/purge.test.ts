import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RecordStore } from '@ltmc/contracts';
import { openSqliteRecord } from '../src/index.js';
import { loadSqliteModule } from '../src/sqlite/native-module.js';
import { openReader } from '../src/sqlite/open-record.js';
import { filesWith } from './files-with.js';
import { EVERYTHING, version } from './fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const SECRET = 'qxzvsecretjkwq';
/** What the index holds of the word even where it keeps it without its first letters. */
const FRAGMENT = 'vsecretjk';

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

it('waits for those who still read the record as it was', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await storeSecret(record);
  const reader = await openReader(await loadSqliteModule(), path);
  await reader.all('BEGIN');
  await reader.all('SELECT count(*) FROM resources'); // holds on to the log as it is
  const purged = record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 });
  expect(await Promise.race([purged, sleep(500, 'waiting')])).toBe('waiting');
  expect(await record.getVersion('n', { fileName: 'memo' })).toBeUndefined();
  await reader.close();
  expect(await purged).toMatchObject({ kind: 'written' });
  expect(await filesWith(dirname(path), FRAGMENT)).toEqual([]);
});

it('leaves nothing of a word in an index whose parts lie as FTS5 does not clean them', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path });
  await record.storeVersion(version('large', ownWords('a', 40_000)));
  const purgeSecret = async (): Promise<void> => {
    await record.storeVersion(version('memo', `small ${SECRET}`));
    await record.forget('n', { fileName: 'memo' }, { purge: true, atMs: 4000 });
    expect(await filesWith(dirname(path), FRAGMENT)).toEqual([]);
  };
  await purgeSecret(); // the outcome of its merge goes two levels up
  await purgeSecret();
  await record.storeVersion(version('larger', ownWords('b', 60_000))); // takes all parts down to the lowest level, and the empty ones above stay
  await purgeSecret();
  await purgeSecret();
  expect(await record.searchText('a7x', EVERYTHING, 10)).toHaveLength(1);
});

it('leaves no copy of a row in the free part of a page', async () => {
  const path = join(await temporaryFolder(), 'record.db');
  await using record = await openSqliteRecord({ path, durability: 'normal' });
  const live: number[] = [];
  const gone: string[] = [];
  for (let number = 0; number < 500; number += 1) {
    const words = number % 5 === 0 ? 60 + number * 37 % 120 : 8 + number * 13 % 20;
    await record.storeVersion(version(`name${number}x`, `secret${number}x ${'text '.repeat(words)}`));
    live.push(number);
    if (live.length <= 200) continue;
    const [purged] = live.splice(number * 7 % 200, 1); // so that SQLite moves a row to another page, and later that row is purged
    await record.forget('n', { fileName: `name${purged}x` }, { purge: true, atMs: 2000 });
    gone.push(`secret${purged}x`);
  }
  expect(gone).toHaveLength(300);
  expect(await filesWith(dirname(path), gone.join('\n'))).toEqual([]);
});

function ownWords(letter: string, count: number): string {
  return Array.from({ length: count }, (_, number) => `${letter}${number.toString(36)}x`).join(' ');
}

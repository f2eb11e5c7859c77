import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { createMemory } from '../src/create-memory.js';
import { dropRetired } from '../src/drop-retired.js';
import { startMaintenance } from '../src/maintenance.js';
import { reembed } from '../src/reembed.js';
import { context, openTestMemory, silent } from './open-memory.js';
import { createHeldEmbedder, NOTES, openRecord } from './reembed-fixture.js';

const SECRET = 'The treasure of qxzvjkwq lies under the old oak.';

/** The files of a folder that hold the bytes; another process looks, because closing a file here would drop SQLite's locks. */
async function filesWith(folder: string, bytes: Uint8Array): Promise<string[]> {
  const pattern = Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  const grep = promisify(execFile)('grep', ['--recursive', '--text', '--perl-regexp', '--files-with-matches', pattern, folder], { env: { LC_ALL: 'C' } });
  const { stdout } = await grep.catch((error: { code: number }) => {
    if (error.code === 1) return { stdout: '' };
    throw error;
  });
  return stdout.split('\n').filter((line) => line !== '');
}

async function vectorBytes(dimension: number): Promise<Uint8Array> {
  const vector = await createTestEmbedder({ dimension }).embed(SECRET);
  return new Uint8Array(vector.buffer);
}

it('what is purged while it is being embedded stays nowhere, in neither space', async () => {
  await using old = await openTestMemory({ embedder: createTestEmbedder({ dimension: 48 }) });
  for (const [index, content] of NOTES.entries()) await old.store(`note-${index}`, content);
  // Names that say nothing: else they would be embedded too.
  await old.store('1', SECRET);
  await old.store('2', SECRET);
  await using record = await openRecord(old.folder);
  const held = createHeldEmbedder();
  const changing = reembed({ record, embedder: held, logger: silent });
  held.letThrough(16);
  await vi.waitFor(() => { expect(held.asked).toBe(22); });
  expect(await filesWith(old.folder, Buffer.from('qxzvjkwq'))).not.toEqual([]);
  expect(await filesWith(old.folder, await vectorBytes(48))).not.toEqual([]);
  await old.memory.forget(context, { fileName: '1', purge: true });
  held.letThrough(100);
  await changing;
  expect(await filesWith(old.folder, await vectorBytes(32))).not.toEqual([]);
  await using fresh = await openTestMemory({ folder: old.folder, embedder: createTestEmbedder({ dimension: 32 }) });
  expect((await fresh.search(SECRET, { mode: 'semantic', topK: 100 })).filter(({ content }) => content === SECRET).map(({ fileName }) => fileName)).toEqual(['2']);
  await fresh.memory.forget(context, { fileName: '2', purge: true });
  for (const bytes of [Buffer.from('qxzvjkwq'), await vectorBytes(48), await vectorBytes(32)]) expect(await filesWith(old.folder, bytes)).toEqual([]);
});

it('the index snapshots of the former model go with its embeddings', async () => {
  await using keeper = await openTestMemory({ embedder: createTestEmbedder({ dimension: 48 }) });
  await using record = await openRecord(keeper.folder);
  const folder = join(keeper.folder, 'small-index');
  await using vectors = await openHnswVectorStore({ folder, exactUpTo: 5, recordId: record.recordId, logger: silent });
  const former = createMemory({ record, vectors, embedder: createTestEmbedder({ dimension: 48 }), logger: silent });
  for (const [index, content] of NOTES.entries()) await former.store(context, { fileName: `note-${index}`, content, wait: 'searchable' });
  await former.search(context, { query: 'cat' });
  const files = async (): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);
  await former.close();
  expect(await files()).not.toEqual([]);

  await using again = createMemory({ record, vectors, embedder: createTestEmbedder({ dimension: 48 }), logger: silent });
  await again.search(context, { query: 'cat' });
  await using elsewhere = await openHnswVectorStore({ folder, exactUpTo: 5, recordId: record.recordId, logger: silent });
  await reembed({ record, vectors: elsewhere, embedder: createTestEmbedder({ dimension: 32 }), logger: silent });
  expect(await files()).toEqual([]);
  await again.close(); // a server of the former model keeps no new one
  expect(await files()).toEqual([]);
});

it('a server of the new model drops what a killed re-embedding left', async () => {
  await using old = await openTestMemory({ embedder: createTestEmbedder({ dimension: 48 }) });
  await old.store('note', NOTES[0] ?? '');
  await using record = await openRecord(old.folder);
  const next = createTestEmbedder({ dimension: 32 });
  await record.startReembed(next.fingerprint);
  const [chunk] = await record.claimPending({ fingerprint: next.fingerprint.id, owner: 'p', limit: 1, nowMs: 0, claimForMs: 1 });
  await record.storeEmbeddings(next.fingerprint, [{ vectorId: chunk?.vectorId ?? 0, vector: await next.embed('x') }], 0);
  expect(await record.finishReembed(next.fingerprint.id, 0)).toBe(true);
  expect(await record.retiredFingerprints()).toHaveLength(1);
  const maintenance = startMaintenance({
    projections: () => [], tidy: (signal) => dropRetired({ record, signal }), snapshotsAbove: 0, saveInTurn: (save) => save(), logger: silent, tickMs: 5,
  });
  await vi.waitFor(async () => { expect(await record.retiredFingerprints()).toEqual([]); }, 10_000);
  await maintenance.close();
});

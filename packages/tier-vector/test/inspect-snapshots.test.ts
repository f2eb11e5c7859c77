import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectSnapshots, openHnswVectorStore } from '../src/index.js';
import { formatPointer, parsePointer } from '../src/snapshot-pointer.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-inspect-'));
  await using store = await openHnswVectorStore({ folder, recordId: 'r', exactUpTo: 10 });
  const index = await store.openIndex({ namespace: 'n', fingerprint: 'f', dimension: 3 });
  const upsert = Array.from({ length: 20 }, (_entry, at) => ({ vectorId: at + 1, vector: Float32Array.of(Math.cos(at), Math.sin(at), 0) }));
  await index.apply({ upsert, remove: [], cursor: 20 });
  if (!(await index.saveSnapshot())) throw new Error('no snapshot was written');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function onlyFolder(): Promise<string> {
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}

it('knows a whole snapshot, and one of another record', async () => {
  expect(await inspectSnapshots({ folder, recordId: 'r' })).toMatchObject([{ state: 'whole', namespace: 'n', vectors: 20 }]);
  expect(await inspectSnapshots({ folder, recordId: 'other' })).toMatchObject([{ state: 'foreign', namespace: 'n' }]);
});

it.each([
  ['older', { format: 1 }],
  ['newer', { format: 1000 }],
  ['other-machine', { layout: 'BE64' }],
])('tells what is %s from what is damaged', async (state, change) => {
  const path = join(await onlyFolder(), 'current.json');
  const pointer = parsePointer(await readFile(path, 'utf8'));
  if (!pointer) throw new Error('no whole pointer');
  await writeFile(path, formatPointer({ ...pointer, ...change }));
  expect(await inspectSnapshots({ folder, recordId: 'r' })).toMatchObject([{ state, namespace: 'n', vectors: 20 }]);
  expect(await inspectSnapshots({ folder, recordId: 'other' })).toMatchObject([{ state: 'foreign' }]);
});

it.each([
  ['the pointer', 'current.json', (path: string) => writeFile(path, '{}')],
  ['the vectors', '.vectors', (path: string) => truncate(path, 100)],
  ['the graph', '.graph', (path: string) => truncate(path, 100)],
  ['a missing file', '.vectors', (path: string) => rm(path)],
])('finds damage: %s', async (_what, ending, damage) => {
  const space = await onlyFolder();
  for (const name of await readdir(space)) if (name.endsWith(ending)) await damage(join(space, name));
  expect(await inspectSnapshots({ folder, recordId: 'r' })).toMatchObject([{ state: 'damaged' }]);
});

it('finds nothing where nothing is', async () => {
  expect(await inspectSnapshots({ folder: join(folder, 'none'), recordId: 'r' })).toEqual([]);
  await rm(join(await onlyFolder(), 'current.json'));
  expect(await inspectSnapshots({ folder, recordId: 'r' })).toMatchObject([{ state: 'unfinished' }]);
});

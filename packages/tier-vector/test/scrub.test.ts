import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COUNT, entries, onlySpaceFolder, openSmall, saveWithGraph, SPACE } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

it('leaves no bytes of a removed vector in any file: old snapshots go at once, new ones never had it', async () => {
  const folder = await temporaryFolder();
  await using store = await openSmall(folder);
  const index = await store.openIndex(SPACE);
  const all = entries(COUNT, 5);
  await index.apply({ upsert: all, remove: [], cursor: 1 });
  await saveWithGraph(index, folder);
  const space = await onlySpaceFolder(folder);
  const [gone, kept] = [all[6]?.vector ?? new Float32Array(), all[7]?.vector ?? new Float32Array()];
  expect(await filesHolding(space, gone)).not.toEqual([]);

  await index.apply({ upsert: [], remove: [{ first: 7, last: 7 }], cursor: 2, scrub: true });
  expect(await readdir(space)).toEqual([]);
  await saveWithGraph(index, folder);
  expect(await filesHolding(space, gone)).toEqual([]);
  expect(await filesHolding(space, kept)).not.toEqual([]);
});

it('may be asked for again while the new graph is being built', async () => {
  const folder = await temporaryFolder();
  await using store = await openSmall(folder);
  const index = await store.openIndex(SPACE);
  const all = entries(COUNT, 5);
  await index.apply({ upsert: all, remove: [], cursor: 1 });
  await saveWithGraph(index, folder);
  const removed = [10, 20, 30, 40];
  for (const [step, id] of removed.entries()) await index.apply({ upsert: [], remove: [{ first: id, last: id }], cursor: 2 + step, scrub: true });
  for (const { vectorId, vector } of all) {
    const [hit] = await index.search(vector, { limit: 1 });
    expect(hit?.vectorId === vectorId).toBe(!removed.includes(vectorId));
  }
});

async function filesHolding(folder: string, vector: Float32Array): Promise<string[]> {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  const names = await readdir(folder);
  const holding = await Promise.all(names.map(async (name) => (await readFile(join(folder, name))).includes(bytes)));
  return names.filter((_, position) => holding[position]);
}

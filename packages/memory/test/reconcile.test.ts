import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { context, openTestMemory, type TestMemory } from './open-memory.js';

/** More than one slice of the comparison. */
const MANY = 1100;

async function storeMany(test: TestMemory): Promise<void> {
  await Promise.all(Array.from({ length: MANY }, (_, n) => test.store(`doc-${n}`, `entry number${n} about item${n % 7}`)));
  await test.search('number1', { mode: 'semantic' });
}

async function indexOf(test: TestMemory) {
  const { id, dimension } = createTestEmbedder().fingerprint;
  return test.vectors.openIndex({ namespace: context.namespace, fingerprint: id, dimension });
}

describe('reconcile', () => {
  it('finds nothing to repair in an index that followed the record', async () => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await storeMany(test);
    await test.memory.forget(context, { fileName: 'doc-3' });
    expect(await test.memory.reconcile(context)).toEqual({ compared: MANY - 1, repaired: 0 });
  }, 60_000);

  it('puts right what is missing, extra or different, in every slice', async () => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await storeMany(test);
    const index = await indexOf(test);
    const before = await index.digest({ first: 1, last: 1e9 });
    const vector = new Float32Array(index.space.dimension);
    vector[0] = 1;
    await index.apply({ upsert: [{ vectorId: 7, vector }, { vectorId: 500_000, vector }], remove: [{ first: 20, last: 25 }, { first: 1090, last: 1090 }], cursor: index.cursor });
    expect(await index.digest({ first: 1, last: 1e9 })).not.toEqual(before);
    expect((await test.memory.reconcile(context)).repaired).toBeGreaterThan(0);
    expect(await index.digest({ first: 1, last: 1e9 })).toEqual(before);
    expect(await test.memory.reconcile(context)).toEqual({ compared: MANY, repaired: 0 });
  }, 60_000);
});

it('a purge leaves no bytes of the vector in the index folder', async () => {
  const embedder = createTestEmbedder();
  await using test = await openTestMemory({ embedder, exactUpTo: 10 });
  for (let n = 0; n < 30; n += 1) await test.store(`doc-${n}`, `entry number${n}`);
  const gone = await embedder.embed('entry number4');
  await test.search('number1', { mode: 'semantic' });
  const index = await indexOf(test);
  await expect.poll(async () => {
    await index.saveSnapshot();
    return filesHolding(test.folder, gone);
  }).not.toEqual([]);
  await test.memory.forget(context, { fileName: 'doc-4', purge: true });
  expect(await filesHolding(test.folder, gone)).toEqual([]);
  await index.saveSnapshot();
  expect(await filesHolding(test.folder, gone)).toEqual([]);
});

async function filesHolding(folder: string, vector: Float32Array): Promise<string[]> {
  const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  const names = await readdir(join(folder, 'index'), { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const holding = await Promise.all(paths.map(async (path) => (await readFile(path)).includes(bytes)));
  return paths.filter((_, position) => holding[position]);
}

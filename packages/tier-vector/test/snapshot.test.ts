import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { COUNT, entries, onlySpaceFolder, openSmall, pointerIn, saveWithGraph, SMALL, SPACE, writeSnapshot } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const QUERIES = entries(20, 31).map(({ vector }) => vector);

it('comes back with the same vectors, cursor and answers, and goes on from there', async () => {
  const folder = await temporaryFolder();
  const before = await openSmall(folder);
  const index = await before.openIndex(SPACE);
  await index.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 40 });
  await index.apply({ upsert: entries(10, 6, 100), remove: [{ first: 1, last: 50 }], cursor: 41 });
  await saveWithGraph(index, folder);
  const answers = await Promise.all(QUERIES.map((query) => index.search(query, { limit: 3 })));
  await before.close();

  await using after = await openSmall(folder);
  const again = await after.openIndex(SPACE);
  expect([again.size, again.cursor]).toEqual([COUNT - 50, 41]);
  expect(await Promise.all(QUERIES.map((query) => again.search(query, { limit: 3 })))).toEqual(answers);
  await again.apply({ upsert: entries(1, 77, 900), remove: [], cursor: 42 });
  const [found] = await again.search(entries(1, 77)[0]?.vector ?? new Float32Array(), { limit: 1 });
  expect(found).toEqual({ vectorId: 900, similarity: expect.closeTo(1, 5) });
});

it('is not written for few vectors, nor twice for the same state', async () => {
  const folder = await temporaryFolder();
  await using store = await openSmall(folder);
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: entries(SMALL.exactUpTo, 5), remove: [], cursor: 1 });
  expect(await index.saveSnapshot()).toBe(false);
  expect(await readdir(folder)).toEqual([]);
  await index.apply({ upsert: entries(1, 6, 1000), remove: [], cursor: 2 });
  await saveWithGraph(index, folder);
  expect(await index.saveSnapshot()).toBe(false);
  await index.apply({ upsert: [], remove: [], cursor: 3 });
  expect(await index.saveSnapshot()).toBe(true);
});

it('does not replace a newer one of another process', async () => {
  const folder = await temporaryFolder();
  await using slow = await openSmall(folder);
  const behind = await slow.openIndex(SPACE);
  await behind.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 76 });
  await writeSnapshot(folder); // cursor 77
  expect(await behind.saveSnapshot()).toBe(false);
  expect((await pointerIn(await onlySpaceFolder(folder)))?.cursor).toBe(77);
});

it('is discarded when it may not be published', async () => {
  const folder = await temporaryFolder();
  const answers: (() => Promise<boolean>)[] = [async () => false, async () => { throw new RangeError('lease store away'); }];
  await using store = await openSmall(folder, { mayPublish: async () => (await answers.shift()?.()) ?? true });
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 1 });
  expect(await index.saveSnapshot()).toBe(false);
  await expect(index.saveSnapshot()).rejects.toThrow('lease store away');
  expect(await readdir(await onlySpaceFolder(folder))).toEqual([]);
  expect(await index.saveSnapshot()).toBe(true);
});

it('goes with clear', async () => {
  const folder = await temporaryFolder();
  await writeSnapshot(folder);
  await using store = await openSmall(folder);
  const index = await store.openIndex(SPACE);
  expect(index.size).toBe(COUNT);
  await index.clear();
  expect(await readdir(await onlySpaceFolder(folder))).toEqual([]);
  expect([index.size, index.cursor]).toEqual([0, 0]);
});

it('replaces the one before at once, and in time what crashes left', async () => {
  const folder = await temporaryFolder();
  await writeSnapshot(folder);
  const space = await onlySpaceFolder(folder);
  await using store = await openSmall(folder, { graceMs: 60_000 });
  const index = await store.openIndex(SPACE);
  for (const name of ['drafted.vectors.draft', 'renamed.vectors', 'just-renamed.vectors']) await writeFile(join(space, name), 'x');
  for (const name of ['drafted.vectors.draft', 'renamed.vectors']) await utimes(join(space, name), 0, 0);

  await index.apply({ upsert: [], remove: [], cursor: 78 });
  expect(await index.saveSnapshot()).toBe(true);
  const now = await pointerIn(space);
  // The last may be about to be pointed to by another process.
  expect((await readdir(space)).toSorted()).toEqual(['current.json', now?.vectors.name, now?.graph?.name, 'just-renamed.vectors'].toSorted());
});

it('removes what crashes left also where none of them came to publish', async () => {
  const folder = await temporaryFolder();
  let space = '';
  await using store = await openSmall(folder, {
    mayPublish: async () => {
      space = await onlySpaceFolder(folder);
      for (const name of ['old.graph.draft', 'old.vectors', 'young.graph.draft']) await writeFile(join(space, name), 'x');
      for (const name of ['old.graph.draft', 'old.vectors']) await utimes(join(space, name), 0, 0);
      return false;
    },
  });
  const index = await store.openIndex(SPACE);
  await index.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 1 });
  expect(await index.saveSnapshot()).toBe(false);
  await using another = await openSmall(folder);
  const same = await another.openIndex(SPACE);
  await same.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 1 });
  expect(await same.saveSnapshot()).toBe(true);
  const left = await readdir(space);
  expect(left).not.toContain('old.graph.draft');
  expect(left).not.toContain('old.vectors');
  expect(left).toContain('young.graph.draft');
});

it.skipIf(process.platform === 'win32')('is readable by its owner only', async () => {
  const folder = join(await temporaryFolder(), 'index');
  await writeSnapshot(folder);
  const space = await onlySpaceFolder(folder);
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  expect(await Promise.all([folder, space].map(mode))).toEqual([0o700, 0o700]);
  const files = await readdir(space);
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const file of files) expect(await mode(join(space, file))).toBe(0o600);
});

it('survives several processes that save and open in the same folder', async () => {
  const folder = await temporaryFolder();
  const stores = await Promise.all([1, 2, 3].map(() => openSmall(folder, { graceMs: 5_000 })));
  const indexes = await Promise.all(stores.map((store) => store.openIndex(SPACE)));
  const warnings: string[] = [];
  const sizes = new Set<number>();
  const quiet = (): void => undefined;
  const logger = { debug: quiet, info: quiet, error: quiet, warn: (message: string) => { warnings.push(message); } };
  await Promise.all(indexes.map(async (index, writer) => {
    for (let step = 1; step <= 8; step++) {
      await index.apply({ upsert: entries(COUNT, 5), remove: [], cursor: 10 * step + writer });
      await index.saveSnapshot();
      await using reader = await openSmall(folder, { logger });
      const read = await reader.openIndex(SPACE);
      sizes.add(read.size);
    }
  }));
  // Two that publish in the same instant may leave the older one of the two; the next one is newer again.
  await indexes[0]?.apply({ upsert: [], remove: [], cursor: 100 });
  expect(await indexes[0]?.saveSnapshot()).toBe(true);
  await Promise.all(stores.map((store) => store.close()));
  expect(warnings).toEqual([]);
  expect([...sizes]).toEqual([COUNT]); // never empty, never a part
  expect((await pointerIn(await onlySpaceFolder(folder)))?.cursor).toBe(100);
});

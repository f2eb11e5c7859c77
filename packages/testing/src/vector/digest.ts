import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import type { VectorStore } from '@ltmc/contracts';
import { compass, EAST, idsOf, NORTH, SPACE, UP, upsert } from './fixture.js';

/** Comparing an index with the record, and leaving nothing behind. */
export function digestContract(open: () => Promise<VectorStore>): void {
  it('counts a range and changes with every vector and id in it', async () => {
    await using store = await open();
    const index = await compass(store);
    const all = await index.digest({ first: 1, last: 4 });
    expect(all.count).toBe(4);
    expect(await index.digest({ first: 5, last: 9 })).toEqual({ count: 0, crc32: 0 });
    expect((await index.digest({ first: 2, last: 3 })).count).toBe(2);
    await index.apply({ upsert: [{ vectorId: 3, vector: EAST }], remove: [], cursor: 5 });
    const replaced = await index.digest({ first: 1, last: 4 });
    expect(replaced.count).toBe(4);
    expect(replaced.crc32).not.toBe(all.crc32);
    await index.apply({ upsert: [{ vectorId: 3, vector: UP }], remove: [], cursor: 6 });
    expect(await index.digest({ first: 1, last: 4 })).toEqual(all);
    await index.apply({ upsert: [], remove: [{ first: 4, last: 4 }], cursor: 7 });
    expect((await index.digest({ first: 1, last: 4 })).count).toBe(3);
  });

  it('is the CRC-32 of id and components, little-endian, in order of the ids', async () => {
    await using store = await open();
    const bytes = Buffer.alloc(40);
    [1, 2].forEach((id, position) => {
      bytes.writeDoubleLE(id, position * 20);
      (id === 1 ? EAST : NORTH).forEach((component, at) => bytes.writeFloatLE(component, position * 20 + 8 + 4 * at));
    });
    const index = await store.openIndex(SPACE);
    await index.apply(upsert({ 2: NORTH, 1: EAST }));
    expect(await index.digest({ first: 1, last: 2 })).toEqual({ count: 2, crc32: crc32(bytes) });
  });

  it('scrubs what is removed and still answers', async () => {
    await using store = await open();
    const index = await compass(store);
    await index.apply({ upsert: [], remove: [{ first: 2, last: 2 }], cursor: 9, scrub: true });
    expect(await idsOf(index, NORTH)).toEqual([4, 1, 3]);
    await index.apply({ upsert: [], remove: [{ first: 1, last: 1 }], cursor: 10, scrub: true });
    expect(await idsOf(index, NORTH)).toEqual([4, 3]);
  });
}

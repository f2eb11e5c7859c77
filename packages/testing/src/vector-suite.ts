import { describe, expect, it } from 'vitest';
import type { VectorBatch, VectorStore } from '@ltmc/contracts';
import { digestContract } from './vector/digest.js';
import { maxSimContract } from './vector/max-sim.js';
import { compass, EAST, idsOf, NORTH, NORTH_EAST, SPACE, unit, UP, upsert } from './vector/fixture.js';

/** Runs the contract of tier 3 against a driver. `open` returns a fresh, empty store each time. */
export function describeVectorStore(driver: string, open: () => Promise<VectorStore>): void {
  describe(`VectorStore: ${driver}`, () => {
    describe('search', () => { searchContract(open); });
    describe('allowed ids', () => { allowedContract(open); });
    describe('included ids', () => { includeContract(open); });
    describe('apply', () => { applyContract(open); });
    describe('digest', () => { digestContract(open); });
    describe('maxSim', () => { maxSimContract(open); });
    describe('store', () => { storeContract(open); });
    describe('refusals', () => { refusalContract(open); });
  });
}

function searchContract(open: () => Promise<VectorStore>): void {
  it('ranks by the cosine, best first', async () => {
    await using store = await open();
    const hits = await (await compass(store)).search(unit(2, 1, 0), { limit: 3 });
    expect(hits.map(({ vectorId }) => vectorId)).toEqual([4, 1, 2]);
    expect(hits.map(({ similarity }) => similarity)).toEqual([3 / Math.sqrt(10), 2 / Math.sqrt(5), 1 / Math.sqrt(5)].map((value) => expect.closeTo(value, 5)));
  });

  it('gives similarities down to -1', async () => {
    await using store = await open();
    const hits = await (await compass(store)).search(unit(-1, 0, 0), { limit: 4 });
    expect(hits.at(-1)).toEqual({ vectorId: 1, similarity: expect.closeTo(-1, 5) });
    expect(hits.every(({ similarity }) => similarity >= -1 && similarity <= 1)).toBe(true);
  });

  it('orders equal similarities by rising id, also at the limit', async () => {
    await using store = await open();
    const index = await store.openIndex(SPACE);
    await index.apply(upsert({ 9: EAST, 30: EAST, 5: EAST, 7: NORTH, 12: EAST }));
    expect(await idsOf(index, EAST)).toEqual([5, 9, 12, 30, 7]);
    expect(await idsOf(index, EAST, { limit: 2 })).toEqual([5, 9]);
  });

  it('gives all there is when asked for more', async () => {
    await using store = await open();
    expect(await idsOf(await compass(store), EAST, { limit: 1_000_000 })).toHaveLength(4);
    expect(await idsOf(await store.openIndex({ ...SPACE, namespace: 'empty' }), EAST)).toEqual([]);
  });

  it('answers the same when the exact scan is forced', async () => {
    await using store = await open();
    const index = await compass(store);
    expect(await idsOf(index, unit(1, 2, 4), { exact: true })).toEqual(await idsOf(index, unit(1, 2, 4)));
  });
}

function includeContract(open: () => Promise<VectorStore>): void {
  it('adds wanted ids beyond the limit and the filter, in order, none twice, unknown ones left out', async () => {
    await using store = await open();
    const index = await compass(store);
    const find = (include: Float64Array) => index.search(EAST, { limit: 1, allowed: Float64Array.of(1, 2), include });
    expect((await find(Float64Array.of(1, 3, 4, 77))).map(({ vectorId }) => vectorId)).toEqual([1, 4, 3]);
    expect((await find(new Float64Array())).map(({ vectorId }) => vectorId)).toEqual([1]);
    const [, included] = await find(Float64Array.of(4));
    expect(included?.similarity).toBeCloseTo(Math.SQRT1_2, 5);
  });
}

function allowedContract(open: () => Promise<VectorStore>): void {
  it.each([
    { allowed: [2], found: [2] },
    { allowed: [2, 3], found: [2, 3] },
    { allowed: [1, 2, 3, 4], found: [1, 4, 2, 3] },
    { allowed: [1, 99, 1000], found: [1] },
    { allowed: [], found: [] },
  ])('finds only $allowed', async ({ allowed, found }) => {
    await using store = await open();
    const index = await compass(store);
    expect(await idsOf(index, EAST, { allowed: Float64Array.from(allowed) })).toEqual(found);
    expect(await idsOf(index, EAST, { allowed: Float64Array.from(allowed), exact: true })).toEqual(found);
  });

  it('fills the limit from the allowed ids, not from all', async () => {
    await using store = await open();
    expect(await idsOf(await compass(store), EAST, { limit: 1, allowed: Float64Array.of(3) })).toEqual([3]);
  });
}

function applyContract(open: () => Promise<VectorStore>): void {
  it('is seen by every search begun after it', async () => {
    await using store = await open();
    const index = await compass(store);
    await index.apply(upsert({ 5: unit(0, 1, 1) }, 5));
    expect(await idsOf(index, unit(0, 1, 1), { limit: 1 })).toEqual([5]);
  });

  it('replaces a vector that is there already', async () => {
    await using store = await open();
    const index = await compass(store);
    await index.apply(upsert({ 1: UP }, 5));
    expect(index.size).toBe(4);
    expect(await idsOf(index, UP)).toEqual([1, 3, 2, 4]);
  });

  it('removes ranges, both ends included, before it adds', async () => {
    await using store = await open();
    const index = await compass(store);
    await index.apply({ remove: [{ first: 2, last: 3 }, { first: 50, last: 2 ** 52 }], upsert: [{ vectorId: 3, vector: EAST }], cursor: 5 });
    expect(await idsOf(index, EAST)).toEqual([1, 3, 4]);
    expect(index.size).toBe(3);
  });

  it('changes nothing when the same batch comes twice', async () => {
    await using store = await open();
    const index = await compass(store);
    const batch: VectorBatch = { upsert: [{ vectorId: 2, vector: EAST }, { vectorId: 8, vector: UP }], remove: [{ first: 1, last: 1 }, { first: 8, last: 8 }], cursor: 6 };
    await index.apply(batch);
    const once = { hits: await index.search(EAST, { limit: 10 }), size: index.size, cursor: index.cursor };
    await index.apply(batch);
    expect({ hits: await index.search(EAST, { limit: 10 }), size: index.size, cursor: index.cursor }).toEqual(once);
  });

  it('keeps its own copy of a vector', async () => {
    await using store = await open();
    const index = await store.openIndex(SPACE);
    const vector = unit(1, 0, 0);
    await index.apply(upsert({ 1: vector, 2: NORTH }));
    expect(vector).toEqual(EAST);
    vector.set(UP);
    expect(await idsOf(index, EAST, { limit: 1 })).toEqual([1]);
  });

  it('moves the cursor forward only', async () => {
    await using store = await open();
    const index = await store.openIndex(SPACE);
    expect([index.size, index.cursor]).toEqual([0, 0]);
    await index.apply({ upsert: [], remove: [], cursor: 7 });
    await index.apply({ upsert: [], remove: [], cursor: 7 });
    await expect(index.apply(upsert({ 1: EAST }, 6))).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect([index.size, index.cursor]).toEqual([0, 7]);
  });

  it('starts over after clear', async () => {
    await using store = await open();
    const index = await compass(store);
    await index.clear();
    expect([index.size, index.cursor]).toEqual([0, 0]);
    expect(await idsOf(index, EAST)).toEqual([]);
    await index.apply(upsert({ 6: NORTH }, 1));
    expect(await idsOf(index, EAST)).toEqual([6]);
  });
}

function storeContract(open: () => Promise<VectorStore>): void {
  it('keeps spaces apart by namespace and by fingerprint', async () => {
    await using store = await open();
    const index = await compass(store);
    const [otherNamespace, otherModel] = await Promise.all([store.openIndex({ ...SPACE, namespace: 'other' }), store.openIndex({ ...SPACE, fingerprint: 'other' })]);
    await otherModel.apply(upsert({ 1: UP }, 2));
    expect(await idsOf(otherNamespace, EAST)).toEqual([]);
    expect(await otherModel.search(UP, { limit: 5 })).toEqual([{ vectorId: 1, similarity: expect.closeTo(1, 5) }]);
    expect([index.cursor, otherModel.cursor, otherNamespace.cursor]).toEqual([4, 2, 0]);
    await otherModel.clear();
    expect(index.size).toBe(4);
  });

  it('gives the same index for the same space', async () => {
    await using store = await open();
    const [first, second] = await Promise.all([store.openIndex(SPACE), store.openIndex({ ...SPACE })]);
    await first.apply(upsert({ 1: EAST }, 3));
    expect(second.cursor).toBe(3);
    expect(await idsOf(second, EAST)).toEqual([1]);
  });

  it('has nothing to keep in a snapshot while the index is empty', async () => {
    await using store = await open();
    expect(await (await store.openIndex(SPACE)).saveSnapshot()).toBe(false);
  });

  it('ranks vectors that are in no index', async () => {
    await using store = await open();
    const entries = [UP, NORTH_EAST, EAST, EAST].map((vector, position) => ({ vectorId: 40 - position, vector }));
    const hits = await store.scan(EAST, entries, 3);
    expect(hits).toEqual([
      { vectorId: 37, similarity: expect.closeTo(1, 5) },
      { vectorId: 38, similarity: expect.closeTo(1, 5) },
      { vectorId: 39, similarity: expect.closeTo(Math.SQRT1_2, 5) },
    ]);
    expect(entries[0]?.vector).toEqual(UP);
    expect(await store.scan(EAST, [], 3)).toEqual([]);
  });

  it('closes one index and leaves the others open', async () => {
    await using store = await open();
    const index = await compass(store);
    const other = await store.openIndex({ ...SPACE, namespace: 'other' });
    await index.close().then(() => index.close());
    await expect(index.search(EAST, { limit: 1 })).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    expect(await idsOf(other, EAST)).toEqual([]);
    const again = await store.openIndex(SPACE);
    expect([again.size, again.cursor]).toEqual([0, 0]);
  });

  it('closes twice without harm, then rejects', async () => {
    const store = await open();
    const index = await compass(store);
    await store.close().then(() => store.close());
    const closed = { code: 'LTMC_STORE_CLOSED' };
    await expect(store.openIndex(SPACE)).rejects.toMatchObject(closed);
    await expect(store.scan(EAST, [], 1)).rejects.toMatchObject(closed);
    await expect(index.search(EAST, { limit: 1 })).rejects.toMatchObject(closed);
    await expect(index.apply(upsert({ 9: EAST }, 9))).rejects.toMatchObject(closed);
    await expect(index.saveSnapshot()).rejects.toMatchObject(closed);
    await expect(index.clear()).rejects.toMatchObject(closed);
    await index.close();
  });
}

function refusalContract(open: () => Promise<VectorStore>): void {
  const refused = { code: 'LTMC_INVALID_INPUT', retryable: false };

  it.each([
    ['another dimension', unit(1, 0)],
    ['a length that is not 1', Float32Array.of(3, 0, 0)],
    ['a number that is not one', Float32Array.of(NaN, 0, 1)],
  ])('refuses a vector with %s', async (_, vector) => {
    await using store = await open();
    const index = await compass(store);
    await expect(index.search(vector, { limit: 1 })).rejects.toMatchObject(refused);
    await expect(index.apply({ upsert: [{ vectorId: 7, vector: EAST }, { vectorId: 8, vector }], remove: [{ first: 1, last: 1 }], cursor: 9 })).rejects.toMatchObject(refused);
    await expect(store.scan(EAST, [{ vectorId: 8, vector }], 1)).rejects.toMatchObject(refused);
    expect([index.size, index.cursor]).toEqual([4, 4]); // nothing of the batch was applied
  });

  it('refuses ids, limits and cursors that are not whole numbers in range', async () => {
    await using store = await open();
    const index = await compass(store);
    for (const limit of [0, -1, 1.5, NaN]) await expect(index.search(EAST, { limit })).rejects.toMatchObject(refused);
    for (const vectorId of [0, -1, 1.5, 2 ** 53]) await expect(index.apply({ upsert: [{ vectorId, vector: EAST }], remove: [], cursor: 9 })).rejects.toMatchObject(refused);
    for (const cursor of [-1, 4.5, NaN]) await expect(index.apply({ upsert: [], remove: [], cursor })).rejects.toMatchObject(refused);
  });

  it('refuses a space with two dimensions', async () => {
    await using store = await open();
    const index = await compass(store);
    await expect(store.openIndex({ ...SPACE, dimension: 4 })).rejects.toMatchObject(refused);
    await expect(store.openIndex({ ...SPACE, namespace: 'x', dimension: 0 })).rejects.toMatchObject(refused);
    expect(await idsOf(index, EAST, { limit: 1 })).toEqual([1]);
  });
}

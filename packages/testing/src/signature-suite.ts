import { describe, expect, it } from 'vitest';
import type { SignatureSpace, SignatureStore } from '@ltmc/contracts';
import { entry, ids, range, SIGNATURE_SPACE } from './signatures/fixture.js';

/** Gives a fresh, empty store of the space. */
export type OpenSignatures = (space: SignatureSpace) => Promise<SignatureStore>;

/** Runs the contract of token signatures against a driver. */
export function describeSignatureStore(driver: string, openSpace: OpenSignatures): void {
  const open = (): Promise<SignatureStore> => openSpace(SIGNATURE_SPACE);
  describe(`SignatureStore: ${driver}`, () => {
    describe('put and read', () => { readContract(open); });
    describe('removals and position', () => { removalContract(open); });
    describe('store', () => { storeContract(open); });
  });
}

function readContract(open: () => Promise<SignatureStore>): void {
  it('gives back the bytes in the order asked, undefined where there are none', async () => {
    await using store = await open();
    await store.put([entry(7, 3), entry(2, 1), entry(900_000, 256)]);
    const wanted = [entry(900_000, 256), undefined, entry(2, 1), entry(7, 3), entry(2, 1)];
    expect((await store.read([900_000, 5, 2, 7, 2])).map(asBytes)).toEqual(wanted.map((held) => asBytes(held?.signature)));
    expect(await store.read([])).toEqual([]);
  });

  it('keeps a signature without tokens, which is not the same as none', async () => {
    await using store = await open();
    await store.put([entry(3, 0)]);
    const [empty, none] = await store.read([3, 4]);
    expect([empty?.length, none]).toEqual([0, undefined]);
    expect(await store.count()).toBe(1);
  });

  it('replaces what is there, and changes nothing when the same entries come twice', async () => {
    await using store = await open();
    await store.put([entry(1, 4), entry(2, 4)]);
    await store.put([entry(1, 2, 9)]);
    await store.put([entry(1, 2, 9)]);
    await store.put([]);
    expect((await store.read([1, 2])).map(asBytes)).toEqual([entry(1, 2, 9), entry(2, 4)].map(({ signature }) => asBytes(signature)));
    expect(await store.count()).toBe(2);
  });

  it('keeps its own copy', async () => {
    await using store = await open();
    const given = entry(1, 2);
    const before = asBytes(given.signature);
    await store.put([given]);
    given.signature.fill(0);
    expect((await store.read([1])).map(asBytes)).toEqual([before]);
  });

  it('refuses lengths and ids that cannot be, and keeps nothing of the call', async () => {
    await using store = await open();
    const refused = { code: 'LTMC_INVALID_INPUT' };
    await expect(store.put([entry(1, 1), { vectorId: 2, signature: new Uint8Array(SIGNATURE_SPACE.bytesPerToken + 1) }])).rejects.toMatchObject(refused);
    for (const vectorId of [0, -1, 1.5, 2 ** 53]) await expect(store.put([{ ...entry(1, 1), vectorId }])).rejects.toMatchObject(refused);
    expect(await store.count()).toBe(0);
  });

  it('tells which ids it holds', async () => {
    await using store = await open();
    await store.put([30, 4, 12, 5].map((id) => entry(id, 1)));
    expect(await ids(store)).toEqual([4, 5, 12, 30]);
    expect([...(await store.idsIn(range(5, 12)))]).toEqual([5, 12]);
    expect([...(await store.idsIn(range(6, 11)))]).toEqual([]);
  });
}

function removalContract(open: () => Promise<SignatureStore>): void {
  it.each([false, true])('removes ranges and moves the position in one step (scrub: %s)', async (scrub) => {
    await using store = await open();
    await store.put([1, 2, 3, 4, 5, 6].map((id) => entry(id, 2)));
    expect(await store.position()).toEqual({ seq: 0, atMs: 0 });
    const batch = { remove: [range(2, 3), range(6, 900), range(77, 76)], position: { seq: 9, atMs: 1234 }, scrub };
    await store.apply(batch);
    expect(await ids(store)).toEqual([1, 4, 5]);
    expect(await store.position()).toEqual({ seq: 9, atMs: 1234 });
    await store.apply(batch);
    expect(await ids(store)).toEqual([1, 4, 5]);
  });

  it('never moves the position back, and removes all the same', async () => {
    await using store = await open();
    await store.put([entry(1, 1), entry(2, 1)]);
    await store.apply({ remove: [], position: { seq: 9, atMs: 90 } });
    await store.apply({ remove: [range(1, 1)], position: { seq: 4, atMs: 40 } });
    expect(await store.position()).toEqual({ seq: 9, atMs: 90 });
    expect(await ids(store)).toEqual([2]);
  });

  it('takes a signature again after its removal', async () => {
    await using store = await open();
    await store.put([entry(1, 1)]);
    await store.apply({ remove: [range(1, 1)], position: { seq: 1, atMs: 1 } });
    await store.put([entry(1, 2)]);
    expect((await store.read([1])).map(asBytes)).toEqual([asBytes(entry(1, 2).signature)]);
  });
}

function storeContract(open: () => Promise<SignatureStore>): void {
  it('names its space and holds nothing at first', async () => {
    await using store = await open();
    expect(store.space).toEqual(SIGNATURE_SPACE);
    expect([await store.count(), store.losses, await ids(store)]).toEqual([0, 0, []]);
  });

  it('starts over after clear', async () => {
    await using store = await open();
    await store.put([entry(1, 1)]);
    await store.apply({ remove: [], position: { seq: 5, atMs: 50 } });
    await store.clear();
    expect([await store.count(), await store.position()]).toEqual([0, { seq: 0, atMs: 0 }]);
    await store.put([entry(2, 1)]);
    expect(await ids(store)).toEqual([2]);
  });

  it('answers many calls at once', async () => {
    await using store = await open();
    await Promise.all(Array.from({ length: 40 }, (_, index) => store.put([entry(index + 1, 3)])));
    const read = await Promise.all(Array.from({ length: 40 }, (_, index) => store.read([index + 1])));
    expect(read.map(([signature]) => asBytes(signature))).toEqual(Array.from({ length: 40 }, (_, index) => asBytes(entry(index + 1, 3).signature)));
  });

  it('closes twice without harm, then rejects', async () => {
    const store = await open();
    await store.put([entry(1, 1)]);
    await store.close().then(() => store.close());
    const closed = { code: 'LTMC_STORE_CLOSED' };
    await expect(store.read([1])).rejects.toMatchObject(closed);
    await expect(store.put([entry(1, 1)])).rejects.toMatchObject(closed);
    await expect(store.apply({ remove: [], position: { seq: 1, atMs: 1 } })).rejects.toMatchObject(closed);
    await expect(store.position()).rejects.toMatchObject(closed);
    await expect(store.count()).rejects.toMatchObject(closed);
    await expect(store.idsIn(range(1, 2))).rejects.toMatchObject(closed);
    await expect(store.clear()).rejects.toMatchObject(closed);
    await expect(store.removeFormer()).rejects.toMatchObject(closed);
  });
}

function asBytes(signature: Uint8Array | undefined): number[] | undefined {
  return signature && [...signature];
}

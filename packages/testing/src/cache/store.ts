import { expect, it } from 'vitest';
import { sortedKeys, using, type OpenCacheStores } from './fixture.js';

export function storeContract(open: OpenCacheStores): void {
  it('says what it can do', () => using(open, async (first) => {
    const { driver, reach, maxValueBytes } = first.capabilities;
    expect(driver).toMatch(/^[a-z]+$/u);
    expect(['process', 'network']).toContain(reach);
    expect(maxValueBytes).toBeGreaterThanOrEqual(65_536);
  }));

  it('counts hits, misses and writes', () => using(open, async (first) => {
    const notes = first.json('notes');
    await notes.set('a', 1);
    await notes.get('a');
    await notes.get('b');
    await notes.getMany(['a', 'b', 'c']);
    await notes.getOrCompute('a', async () => ({ value: 2 }));
    await notes.getOrCompute('d', async () => ({ value: 2 }));
    const counted = await first.statistics();
    expect(counted).toMatchObject({ hits: 3, misses: 4, writes: 2, failures: 0, evictions: 0 });
    expect(counted.bytes).toBeGreaterThan(0);
  }));

  it('counts the bytes that come and go', () => using(open, async (first) => {
    const bytesNow = async (): Promise<number> => (await first.statistics()).bytes ?? 0;
    const before = await bytesNow();
    await first.bytes('raw').set('a', new Uint8Array(60_000));
    const full = await bytesNow();
    expect(full).toBeGreaterThan(before + 50_000);
    await first.bytes('raw').delete('a');
    expect(await bytesNow()).toBeLessThan(full - 50_000);
  }));

  it('reports that it works', () => using(open, async (first) => {
    expect(await first.health()).toMatchObject({ state: 'ok' });
  }));

  it('closes twice without harm, then refuses every call', async () => {
    const [store, other] = await open();
    await using _other = other;
    const notes = store.json('notes');
    await notes.set('a', 1);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const closed = { code: 'LTMC_STORE_CLOSED' };
    await expect(notes.get('a')).rejects.toMatchObject(closed);
    await expect(notes.getMany(['a'])).rejects.toMatchObject(closed);
    await expect(notes.set('a', 1)).rejects.toMatchObject(closed);
    await expect(notes.delete('a')).rejects.toMatchObject(closed);
    await expect(notes.compareAndSet('a', 1, 2)).rejects.toMatchObject(closed);
    await expect(notes.increment('n')).rejects.toMatchObject(closed);
    await expect(notes.version()).rejects.toMatchObject(closed);
    await expect(notes.bump()).rejects.toMatchObject(closed);
    await expect(sortedKeys(notes.keys())).rejects.toMatchObject(closed);
    await expect(notes.getOrCompute('a', async () => ({ value: 1 }))).rejects.toMatchObject(closed);
    await expect(store.statistics()).rejects.toMatchObject(closed);
    expect(await store.health()).toMatchObject({ state: 'unavailable', why: expect.stringContaining('closed') });
  });
}

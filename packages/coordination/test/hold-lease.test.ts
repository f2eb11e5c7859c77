import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type LeaseStore } from '@ltmc/contracts';
import { describe, expect, it } from 'vitest';
import { createMemoryLeaseStore, holdLease, type HeldLease } from '../src/index.js';

const WANTED = { name: 'writer', owner: 'ann', ttlMs: 60_000 };

function required(held: HeldLease | undefined): HeldLease {
  if (!held) throw new Error('the lease was expected to be free');
  return held;
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => { signal.addEventListener('abort', () => { resolve(); }, { once: true }); });

describe('holdLease', () => {
  it('holds until its scope ends, then gives back', async () => {
    await using store = createMemoryLeaseStore();
    {
      await using held = required(await holdLease({ store, ...WANTED, epochAbove: 4 }));
      expect(held.lease.epoch).toBe(5);
      expect(await held.isCurrent()).toBe(true);
      expect(await holdLease({ store, ...WANTED })).toBeUndefined();
    }
    expect(await store.holder('writer')).toBeUndefined();
    expect(required(await holdLease({ store, ...WANTED })).lease.epoch).toBe(6);
  });

  it('is not current after release, and release does not stop the work', async () => {
    await using store = createMemoryLeaseStore();
    const held = required(await holdLease({ store, ...WANTED }));
    await held.release();
    await held.release();
    expect(await held.isCurrent()).toBe(false);
    expect(held.signal.aborted).toBe(false);
  });

  it('tells at the next renewal that another holds it', async () => {
    await using store = createMemoryLeaseStore();
    const held = required(await holdLease({ store, ...WANTED, ttlMs: 300 }));
    await store.release(held.lease);
    const next = await store.acquire('writer', { owner: 'ben', ttlMs: 60_000 });
    await aborted(held.signal);
    expect(held.signal.reason).toMatchObject({ code: 'LTMC_LEASE_LOST', retryable: true, details: { lease: 'writer', owner: 'ann', epoch: 1 } });
    expect(await held.isCurrent()).toBe(false);
    await held.release();
    expect(await store.holder('writer')).toEqual(next);
  });

  it('goes on over failures of the store that are shorter than the lease', async () => {
    await using store = createMemoryLeaseStore();
    const outcomes: string[] = [];
    const shaky: LeaseStore = { ...store, renew: async (lease) => {
      outcomes.push(outcomes.length < 2 ? 'busy' : 'renewed');
      if (outcomes.length <= 2) throw new LtmcError('LTMC_STORE_BUSY', 'busy', { retryable: true });
      return store.renew(lease);
    } };
    await using held = required(await holdLease({ store: shaky, ...WANTED, ttlMs: 3000 }));
    while (outcomes.length < 4) await sleep(10);
    expect(outcomes.slice(0, 4)).toEqual(['busy', 'busy', 'renewed', 'renewed']);
    expect(await held.isCurrent()).toBe(true);
    expect(held.lease.epoch).toBe(1);
  });

  it('counts as lost when the store fails, or hangs, for the whole time', async () => {
    await using store = createMemoryLeaseStore();
    const fails: LeaseStore['renew'] = async () => { throw new LtmcError('LTMC_STORE_UNAVAILABLE', 'gone'); };
    const hangs: LeaseStore['renew'] = () => new Promise(() => undefined);
    for (const renew of [fails, hangs]) {
      const held = required(await holdLease({ store: { ...store, renew }, ...WANTED, name: renew.name, ttlMs: 100 }));
      await aborted(held.signal);
      expect(held.signal.reason).toMatchObject({ code: 'LTMC_LEASE_LOST' });
    }
  });

  it("ends with the caller's signal: its reason, and the lease given back", async () => {
    await using store = createMemoryLeaseStore();
    const stop = new AbortController();
    const held = required(await holdLease({ store, ...WANTED, signal: stop.signal }));
    const reason = new Error('shutting down');
    stop.abort(reason);
    expect(held.signal.reason).toBe(reason);
    await held.release();
    expect(await store.holder('writer')).toBeUndefined();
    await expect(holdLease({ store, ...WANTED, signal: stop.signal })).rejects.toBe(reason);
    expect(await store.holder('writer')).toBeUndefined();
  });

  it('gives back what was granted while the caller gave up', async () => {
    await using store = createMemoryLeaseStore();
    const stop = new AbortController();
    const slow: LeaseStore = { ...store, acquire: async (name, request) => {
      stop.abort();
      return store.acquire(name, request);
    } };
    await expect(holdLease({ store: slow, ...WANTED, signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(await store.holder('writer')).toBeUndefined();
    expect((await store.acquire('writer', WANTED))?.epoch).toBe(2);
  });

  it('releases quietly when the store is closed already', async () => {
    const store = createMemoryLeaseStore();
    const held = required(await holdLease({ store, ...WANTED }));
    await store.close();
    await expect(held.release()).resolves.toBeUndefined();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Lease, LeaseRequest, LeaseStore } from '@ltmc/contracts';

/** Two ways into one fresh, empty place; the same object twice where leases reach no further than it. */
export type OpenLeaseStores = () => Promise<readonly [LeaseStore, LeaseStore]>;

const LONG_MS = 60_000;
const SHORT_MS = 40;
const ANN: LeaseRequest = { owner: 'ann', ttlMs: LONG_MS };
const BEN: LeaseRequest = { owner: 'ben', ttlMs: LONG_MS };

/** Runs the contract of leases against a driver. */
export function describeLeaseStore(driver: string, open: OpenLeaseStores): void {
  describe(`LeaseStore: ${driver}`, () => {
    describe('granting', () => { grantContract(open); });
    describe('running out', () => { expiryContract(open); });
    describe('release', () => { releaseContract(open); });
    describe('store', () => { storeContract(open); });
  });
}

/** The stores of a test, closed when it ends. */
async function using(open: OpenLeaseStores, test: (first: LeaseStore, second: LeaseStore) => Promise<void>): Promise<void> {
  const [first, second] = await open();
  await using _first = first;
  await using _second = second;
  await test(first, second);
}

function granted(lease: Lease | undefined): Lease {
  if (!lease) throw new Error('the lease was expected to be free');
  return lease;
}

/** Asks until the lease is free; it never is while a grant stands. */
async function acquireWhenFree(store: LeaseStore, name: string, request: LeaseRequest): Promise<Lease> {
  for (;;) {
    const lease = await store.acquire(name, request);
    if (lease) return lease;
    await sleep(5);
  }
}

function grantContract(open: OpenLeaseStores): void {
  it('goes to one holder at a time', () => using(open, async (first, second) => {
    const before = Date.now();
    const lease = granted(await first.acquire('writer', ANN));
    expect(lease).toEqual({ name: 'writer', owner: 'ann', epoch: 1, ttlMs: LONG_MS, expiresAtMs: expect.any(Number) });
    expect(lease.expiresAtMs).toBeGreaterThan(before + LONG_MS - 1000);
    expect(await second.acquire('writer', BEN)).toBeUndefined();
    expect(await first.isCurrent(lease)).toBe(true);
    expect(await second.isCurrent(lease)).toBe(true);
    expect(await second.holder('writer')).toMatchObject({ owner: 'ann', epoch: 1 });
  }));

  it('is not re-entrant: the same owner waits like any other', () => using(open, async (first, second) => {
    await first.acquire('writer', ANN);
    expect(await first.acquire('writer', ANN)).toBeUndefined();
    expect(await second.acquire('writer', ANN)).toBeUndefined();
  }));

  it('goes to exactly one of many who ask at once', () => using(open, async (first, second) => {
    const asked = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? first : second).acquire('writer', { owner: `o${index}`, ttlMs: LONG_MS }));
    const leases = (await Promise.all(asked)).filter((lease) => lease !== undefined);
    expect(leases).toHaveLength(1);
    expect((await first.holder('writer'))?.owner).toBe(leases[0]?.owner);
  }));

  it('keeps names apart, whatever they hold', () => using(open, async (first, second) => {
    const names = ['a', 'A', 'a ', "x'; DROP TABLE leases; --", '*', 'ä', 'a\u0308', '😀', 'n'.repeat(2048), '__proto__'];
    for (const name of names) expect(granted(await first.acquire(name, ANN))).toMatchObject({ name, epoch: 1 });
    for (const name of names) expect(await second.holder(name)).toMatchObject({ name, owner: 'ann' });
  }));

  it('raises the epoch with every grant, above what the caller has seen', () => using(open, async (first, second) => {
    const epochs: number[] = [];
    for (const [store, epochAbove] of [[first, 0], [second, 0], [first, 70], [second, 5], [first, 0]] as const) {
      const lease = granted(await store.acquire('writer', { ...ANN, epochAbove }));
      epochs.push(lease.epoch);
      await store.release(lease);
    }
    expect(epochs).toEqual([1, 2, 71, 72, 73]);
  }));

  it.each([
    ['an empty name', '', {}],
    ['a name that is too long', 'n'.repeat(2049), {}],
    ['half a surrogate pair', 'a\uD800', {}],
    ['an empty owner', 'writer', { owner: '' }],
    ['an owner that is too long', 'writer', { owner: 'o'.repeat(257) }],
    ['no time', 'writer', { ttlMs: 0 }],
    ['a negative time', 'writer', { ttlMs: -1 }],
    ['a fraction', 'writer', { ttlMs: 10.5 }],
    ['more than a day', 'writer', { ttlMs: 86_400_001 }],
    ['no number', 'writer', { ttlMs: Number.NaN }],
    ['a negative epoch', 'writer', { epochAbove: -1 }],
  ])('refuses %s', (_, name, wrong) => using(open, async (first) => {
    await expect(first.acquire(name, { ...ANN, ...wrong })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', retryable: false });
  }));
}

function expiryContract(open: OpenLeaseStores): void {
  it('lets another take over what ran out, with a higher epoch', () => using(open, async (first, second) => {
    const paused = granted(await first.acquire('writer', { owner: 'ann', ttlMs: SHORT_MS }));
    const next = await acquireWhenFree(second, 'writer', BEN);
    expect(next.epoch).toBe(paused.epoch + 1);
    expect(await first.isCurrent(paused)).toBe(false);
    expect(await first.isCurrent(next)).toBe(true);
    expect(await first.holder('writer')).toMatchObject({ owner: 'ben', epoch: next.epoch });
  }));

  it('refuses a former holder its renewal and leaves the new one alone', () => using(open, async (first, second) => {
    const former = granted(await first.acquire('writer', { owner: 'ann', ttlMs: SHORT_MS }));
    const next = await acquireWhenFree(second, 'writer', BEN);
    expect(await first.renew(former)).toBeUndefined();
    await first.release(former);
    expect(await second.isCurrent(next)).toBe(true);
    expect(await first.acquire('writer', ANN)).toBeUndefined();
  }));

  it('never stands again once it ran out, though nobody took it', () => using(open, async (first) => {
    const lease = granted(await first.acquire('writer', { owner: 'ann', ttlMs: SHORT_MS }));
    while (await first.isCurrent(lease)) await sleep(5);
    expect(await first.renew(lease)).toBeUndefined();
    expect(await first.isCurrent(lease)).toBe(false);
    expect(await first.holder('writer')).toBeUndefined();
    expect(granted(await first.acquire('writer', ANN)).epoch).toBe(2);
  }));

  it('holds beyond its time by renewal, under the same epoch', () => using(open, async (first, second) => {
    let lease = granted(await first.acquire('writer', { owner: 'ann', ttlMs: 1500 }));
    const startedAtMs = performance.now();
    while (performance.now() < startedAtMs + 1800) {
      await sleep(150);
      const renewed = granted(await first.renew(lease));
      expect(renewed.expiresAtMs).toBeGreaterThan(lease.expiresAtMs);
      expect(renewed).toEqual({ ...lease, expiresAtMs: renewed.expiresAtMs });
      expect(await second.acquire('writer', BEN)).toBeUndefined();
      lease = renewed;
    }
  }));
}

function releaseContract(open: OpenLeaseStores): void {
  it('frees the lease at once and ends the grant for good', () => using(open, async (first, second) => {
    const lease = granted(await first.acquire('writer', ANN));
    await first.release(lease);
    expect(await first.isCurrent(lease)).toBe(false);
    expect(await first.renew(lease)).toBeUndefined();
    expect(await second.holder('writer')).toBeUndefined();
    expect(granted(await second.acquire('writer', BEN)).epoch).toBe(2);
    await first.release(lease);
    expect(await second.holder('writer')).toMatchObject({ owner: 'ben', epoch: 2 });
  }));

  it('goes by the epoch, not by the owner', () => using(open, async (first, second) => {
    const former = granted(await first.acquire('writer', ANN));
    await first.release(former);
    const again = granted(await second.acquire('writer', ANN));
    expect(await first.isCurrent(former)).toBe(false);
    await first.release(former);
    expect(await second.isCurrent(again)).toBe(true);
  }));

  it('does nothing for a grant that never was', () => using(open, async (first) => {
    const never: Lease = { name: 'writer', owner: 'ann', epoch: 9, ttlMs: LONG_MS, expiresAtMs: Date.now() + LONG_MS };
    await first.release(never);
    expect(await first.renew(never)).toBeUndefined();
    expect(await first.isCurrent(never)).toBe(false);
    expect(granted(await first.acquire('writer', ANN)).epoch).toBe(1);
  }));
}

function storeContract(open: OpenLeaseStores): void {
  it('says whom its leases exclude', () => using(open, async (first) => {
    expect(['process', 'machine', 'network']).toContain(first.capabilities.reach);
    expect(first.capabilities.driver).toMatch(/^[a-z]+$/u);
  }));

  it('closes twice without harm, then rejects every call', async () => {
    const [store, other] = await open();
    await using _other = other;
    const lease = granted(await store.acquire('writer', ANN));
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const closed = { code: 'LTMC_STORE_CLOSED' };
    await expect(store.acquire('writer', ANN)).rejects.toMatchObject(closed);
    await expect(store.renew(lease)).rejects.toMatchObject(closed);
    await expect(store.release(lease)).rejects.toMatchObject(closed);
    await expect(store.isCurrent(lease)).rejects.toMatchObject(closed);
    await expect(store.holder('writer')).rejects.toMatchObject(closed);
  });
}

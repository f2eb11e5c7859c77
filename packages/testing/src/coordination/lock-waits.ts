import { setTimeout as sleep } from 'node:timers/promises';
import type { LockRequest } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { exclusive, expectGranted, LONG_MS, expectRefused, SHORT_MS, using, usingStores, WRONG_IDS, type Place } from './fixture.js';

const WAIT = { waitMs: LONG_MS };

/** Whether a wait has ended; the wait itself is awaited later. */
function watched(wait: Promise<void>): { readonly wait: Promise<void>; ended(): boolean } {
  let over = false;
  return { wait: wait.then(() => { over = true; }), ended: () => over };
}

export function lockWaitsContract(place: Place): void {
  it('tells of a release, to everybody', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const waits = [first, second].map(({ locks }) => watched(locks.untilChanged('a', WAIT)));
    await sleep(SHORT_MS);
    expect(waits.map(({ ended }) => ended())).toEqual([false, false]);
    await first.locks.release('a', held.token);
    await Promise.all(waits.map(({ wait }) => wait));
    expectGranted(await second.locks.acquire('a', exclusive('ben')));
  }));

  it('misses nothing that happened since the refusal', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const { seen } = expectRefused(await second.locks.acquire('a', exclusive('ben', { queueForMs: LONG_MS })));
    await first.locks.release('a', held.token);
    await expect(second.locks.untilChanged('a', { ...WAIT, since: seen })).resolves.toBeUndefined();
  }));

  it('misses no end of a time since the refusal', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann', { ttlMs: SHORT_MS * 10 })));
    const { seen } = expectRefused(await second.locks.acquire('a', exclusive('ben')));
    while (await first.locks.find('a', held.token)) await sleep(5);
    await second.locks.untilChanged('a', { ...WAIT, since: seen });
    expectGranted(await second.locks.acquire('a', exclusive('ben')));
  }));

  it('tells when a time has run out, of a holder or of one who is served before', () => using(place, async (first, second) => {
    await first.locks.acquire('a', exclusive('ann', { ttlMs: SHORT_MS }));
    await first.locks.acquire('a', exclusive('ben', { queueForMs: SHORT_MS * 4 }));
    let outcome = await second.locks.acquire('a', exclusive('cid', { queueForMs: LONG_MS }));
    while (!outcome.granted) {
      await second.locks.untilChanged('a', { ...WAIT, since: outcome.seen });
      outcome = await second.locks.acquire('a', exclusive('cid', { queueForMs: LONG_MS, ...(outcome.ticket !== undefined && { ticket: outcome.ticket }) }));
    }
    expect(outcome.grant.owner).toBe('cid');
  }));

  it('does not wake for what brings nobody forward', () => using(place, async (first, second) => {
    const held = expectGranted(await first.locks.acquire('a', exclusive('ann')));
    const { seen, ticket } = expectRefused(await second.locks.acquire('a', exclusive('ben', { queueForMs: LONG_MS })));
    const { wait, ended } = watched(second.locks.untilChanged('a', { ...WAIT, since: seen }));
    await first.locks.extend('a', held.token);
    await first.locks.acquire('a', exclusive('cid', { queueForMs: LONG_MS }));
    await first.locks.acquire('a', exclusive('ben', { queueForMs: LONG_MS, ...(ticket !== undefined && { ticket }) }));
    expectGranted(await first.locks.acquire('b', exclusive('dan')));
    await sleep(SHORT_MS);
    expect(ended()).toBe(false);
    await first.locks.release('a', held.token);
    await wait;
  }));

  it('ends after its time and with its signal', () => using(place, async (space) => {
    await space.locks.acquire('a', exclusive('ann'));
    await expect(space.locks.untilChanged('a', { waitMs: 0 })).resolves.toBeUndefined();
    await expect(space.locks.untilChanged('a', { waitMs: 20 })).resolves.toBeUndefined();
    await expect(space.locks.untilChanged('a', { ...WAIT, signal: AbortSignal.abort() })).resolves.toBeUndefined();
    const stop = new AbortController();
    const wait = space.locks.untilChanged('a', { ...WAIT, signal: stop.signal });
    stop.abort();
    await expect(wait).resolves.toBeUndefined();
  }));

  it('ends when the store is closed', () => usingStores(place, async (first) => {
    const { locks } = first.space('tenant');
    await locks.acquire('a', exclusive('ann'));
    const wait = locks.untilChanged('a', WAIT);
    await first.close();
    await expect(wait).resolves.toBeUndefined();
    await expect(locks.untilChanged('a', WAIT)).resolves.toBeUndefined();
  }));

  it.each<readonly [string, string]>([...WRONG_IDS.filter(([, id]) => id.length < 513), ['a name of too many bytes', 'ä'.repeat(513)]])('refuses %s', (_, name) => using(place, async (space) => {
    const wrong = { code: 'LTMC_INVALID_INPUT', retryable: false };
    await expect(space.locks.acquire(name, exclusive('ann'))).rejects.toMatchObject(wrong);
    await expect(space.locks.untilChanged(name, { waitMs: 1 })).rejects.toMatchObject(wrong);
    await expect(space.locks.leaveQueue(name, 'x')).rejects.toMatchObject(wrong);
    await expect(space.locks.extend(name, 'x')).rejects.toMatchObject(wrong);
    await expect(space.locks.release(name, 'x')).rejects.toMatchObject(wrong);
    await expect(space.locks.find(name, 'x')).rejects.toMatchObject(wrong);
    await expect(space.locks.status(name)).rejects.toMatchObject(wrong);
  }));

  it.each<[string, Partial<Record<keyof LockRequest, unknown>>]>([
    ['an empty owner', { owner: '' }], ['an owner that is too long', { owner: 'o'.repeat(513) }], ['an owner with a line break', { owner: 'a\nb' }],
    ['no mode', { mode: undefined }], ['another mode', { mode: 'write' }],
    ['no time', { ttlMs: 0 }], ['a negative time', { ttlMs: -5 }], ['a fraction', { ttlMs: 1.5 }], ['more than a day', { ttlMs: 86_400_001 }], ['no number', { ttlMs: Number.NaN }], ['a text', { ttlMs: '10' }],
    ['a negative fence', { fenceAbove: -1 }], ['a fence with none above it', { fenceAbove: Number.MAX_SAFE_INTEGER }],
    ['no time in the queue', { queueForMs: 0 }], ['more than a minute in the queue', { queueForMs: 60_001 }],
    ['an empty ticket', { ticket: '' }], ['a long ticket', { ticket: 't'.repeat(65) }],
  ])('refuses %s', (_, wrong) => using(place, async (space) => {
    await expect(space.locks.acquire('a', { ...exclusive('ann'), ...wrong } as LockRequest)).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(await space.locks.count()).toBe(0);
  }));

  it.each([-1, 60_001, 0.5, Number.NaN])('refuses to wait %s ms', (waitMs) => using(place, async (space) => {
    await expect(space.locks.untilChanged('a', { waitMs })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    await expect(space.stream('s').read({ limit: 1, waitMs })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  }));
}

import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type CoordinationStore } from '@ltmc/contracts';
import { expect, it } from 'vitest';
import { caller, createFenceMap, describeOnDrivers, orchestrate, refused } from './drivers.js';

const [ann, ben, eve] = [caller('ann'), caller('ben'), caller('eve', { principal: 'bob' })];
const plan = { resourceId: 'memory:plan.md' };

describeOnDrivers('locks', (open) => {
  it('go to one at a time, over processes, and tell the others who has it', async () => {
    const { locks } = orchestrate(await open());
    const other = orchestrate(await open());
    const held = await locks.acquire(ann, { ...plan, timeoutSeconds: 60 });
    if (!held.acquired) throw new Error('it was free');
    expect(held).toMatchObject({ resourceId: 'memory:plan.md', mode: 'exclusive', ttlSeconds: 60, fence: { name: 'memory:plan.md', token: 1 } });
    const holder = { agentId: 'ann', mode: 'exclusive', fenceToken: 1 };
    expect(await other.locks.acquire(eve, plan)).toMatchObject({ acquired: false, resourceId: 'memory:plan.md', holders: [{ ...holder, own: false }], position: 1 });
    expect(await other.locks.status(ben, 'memory:plan.md')).toMatchObject({ holders: [{ ...holder, own: true }], waiting: 0, lastFence: 1 });
    expect(await locks.count(ann)).toBe(1);
    expect(await locks.release(ann, held)).toEqual({ resourceId: 'memory:plan.md' });
    expect(await other.locks.acquire(eve, plan)).toMatchObject({ acquired: true, fence: { token: 2 } });
  });

  it('can be shared, and a shared one keeps out who wants it alone', async () => {
    const { locks } = orchestrate(await open());
    const shared = { ...plan, mode: 'shared' } as const;
    expect(await locks.acquire(ann, shared)).toMatchObject({ acquired: true });
    expect(await locks.acquire(ben, shared)).toMatchObject({ acquired: true });
    const refusal = await locks.acquire(eve, plan);
    expect(refusal.acquired ? [] : refusal.holders.map(({ agentId }) => agentId).toSorted()).toEqual(['ann', 'ben']);
  });

  it('are extended and released by their handle alone, and by nobody else', async () => {
    const { locks } = orchestrate(await open());
    const held = await locks.acquire(ann, { ...plan, timeoutSeconds: 5 });
    if (!held.acquired) throw new Error('it was free');
    const { lockId } = held;
    for (const other of [ben, eve, caller(undefined, { principal: 'bob' })]) {
      await expect(locks.release(other, { lockId })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
      await expect(locks.extend(other, { lockId })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    }
    expect(await locks.extend(ann, { lockId, timeoutSeconds: 500 })).toMatchObject({ lockId, ttlSeconds: 500, fence: held.fence });
    const { holders: [holder] } = await locks.status(ann, plan.resourceId);
    expect(holder?.expiresInMs).toBeGreaterThan(400_000);
    await locks.release(caller(), { lockId });
    await expect(locks.release(ann, { lockId })).rejects.toMatchObject(refused('LTMC_LOCK_LOST'));
    await expect(locks.extend(ann, { lockId })).rejects.toMatchObject(refused('LTMC_LOCK_LOST'));
  });

  it('run out by themselves, and their handle is good for nothing then', async () => {
    const { locks } = orchestrate(await open());
    const held = await locks.acquire(ann, { ...plan, timeoutSeconds: 1 });
    if (!held.acquired) throw new Error('it was free');
    await sleep(1050);
    await expect(locks.extend(ann, held)).rejects.toMatchObject(refused('LTMC_LOCK_LOST'));
    expect(await locks.acquire(ben, plan)).toMatchObject({ acquired: true, fence: { token: 2 } });
  });

  it('are granted above every fence that the record has seen, and raise it before they are told', async () => {
    const fences = createFenceMap();
    await fences.raise('team', { name: 'memory:plan.md', token: 41 });
    const { locks } = orchestrate(await open(), { fences });
    expect(await locks.acquire(ann, plan)).toMatchObject({ fence: { token: 42 } });
    expect(fences.seen.get('team memory:plan.md')).toBe(42);
    expect(await locks.acquire(ann, { resourceId: 'shared', mode: 'shared' })).toMatchObject({ acquired: true });
    expect(fences.seen.has('team shared')).toBe(false);
  });

  it('are given back where the record cannot be told, and where it has seen a higher fence meanwhile', async () => {
    const fences = createFenceMap();
    let failing = true;
    const failsOnce = { ...fences, raise: async (...args: Parameters<typeof fences.raise>) => {
      if (failing) throw new Error('no record');
      return fences.raise(...args);
    } };
    const { locks } = orchestrate(await open(), { fences: failsOnce });
    await expect(locks.acquire(ann, plan)).rejects.toThrow('no record');
    expect((await locks.status(ann, plan.resourceId)).holders).toEqual([]);
    failing = false;
    let asked = 0;
    const overtaken = orchestrate(await open(), { fences: { ...fences, highest: async (...args) => {
      const seen = await fences.highest(...args);
      if ((asked += 1) === 1) await fences.raise('team', { name: plan.resourceId, token: 90 });
      return seen;
    } } });
    expect(await overtaken.locks.acquire(ann, plan)).toMatchObject({ acquired: true, fence: { token: 91 } });
    const alwaysAhead = orchestrate(await open(), { fences: { ...fences, raise: async (_, { token }) => token + 1 } });
    await expect(alwaysAhead.locks.acquire(ann, { resourceId: 'x' })).rejects.toMatchObject(refused('LTMC_COORDINATION_UNAVAILABLE'));
    expect(await locks.count(ann)).toBe(1);
  });

  it('are told once with each number, also where a store that has lost its memory gives one out again', async () => {
    const fences = createFenceMap();
    const overtaken = new Set<number>();
    const { locks } = orchestrate(await open(), { fences: { ...fences, highest: async (namespace, name) => {
      const seen = await fences.highest(namespace, name);
      // Between the look and the grant somebody else gets the next number from the store as it was before, and is the first to raise it.
      if (overtaken.size === 0) await fences.raise(namespace, { name, token: seen + 1 });
      overtaken.add(seen + 1);
      return seen;
    } } });
    expect(await locks.acquire(ann, plan)).toMatchObject({ acquired: true, fence: { token: 2 } });
    expect([...overtaken]).toEqual([1, 2]);
    expect((await locks.status(ann, plan.resourceId)).holders).toMatchObject([{ fenceToken: 2 }]);
  });

  it('are not gone for their whole time where the answer of a grant is lost', async () => {
    const store = await open();
    const lossy: CoordinationStore = { ...store, space: (namespace) => {
      const space = store.space(namespace);
      return { ...space, locks: { ...space.locks, acquire: async (...args) => {
        await space.locks.acquire(...args);
        throw new LtmcError('LTMC_COORDINATION_UNAVAILABLE', 'the answer is lost', { retryable: true });
      } } };
    } };
    await expect(orchestrate(lossy).locks.acquire(ann, { ...plan, timeoutSeconds: 86_400 })).rejects.toMatchObject(refused('LTMC_COORDINATION_UNAVAILABLE'));
    const { locks } = orchestrate(store);
    const { holders: [ghost] } = await locks.status(ann, plan.resourceId);
    expect(ghost?.expiresInMs).toBeLessThanOrEqual(5000);
    const other = await locks.acquire(ann, { resourceId: 'other', timeoutSeconds: 86_400 });
    expect(other).toMatchObject({ acquired: true, ttlSeconds: 86_400 });
    const { holders: [real] } = await locks.status(ann, 'other');
    expect(real?.expiresInMs).toBeGreaterThan(86_000_000);
  });

  it('have one name for a document, however its letters are composed', async () => {
    const { locks } = orchestrate(await open());
    await locks.acquire(ann, { resourceId: 'memory:cafe\u0301.md' });
    expect(await locks.acquire(ben, { resourceId: 'memory:caf\u00e9.md' })).toMatchObject({ acquired: false, resourceId: 'memory:caf\u00e9.md' });
    await locks.acquire(ann, { resourceId: 'cafe\u0301' });
    expect(await locks.acquire(ben, { resourceId: 'caf\u00e9' })).toMatchObject({ acquired: true });
  });

  it('refuse names, times, modes and handles that cannot be, and agents of others', async () => {
    const { locks, agents } = orchestrate(await open());
    await agents.register(eve, { agentId: 'eve' });
    await expect(locks.acquire(caller('eve'), plan)).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    const wrong = [{ resourceId: '' }, { resourceId: 'x'.repeat(1025) }, { resourceId: '\u00e9'.repeat(513) }, { resourceId: 'a\u0000' }, { timeoutSeconds: 0 }, { timeoutSeconds: -5 }, { timeoutSeconds: 86_401 }, { timeoutSeconds: Infinity }, { waitSeconds: -1 }, { waitSeconds: 301 }];
    for (const input of wrong) await expect(locks.acquire(ann, { ...plan, ...input }), JSON.stringify(input)).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(locks.acquire(caller(), plan)).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    const foreign = `${'0'.repeat(32)}.${Buffer.from('memory:plan.md').toString('base64url')}`;
    await expect(locks.release(ann, { lockId: foreign })).rejects.toMatchObject(refused('LTMC_LOCK_LOST'));
    for (const lockId of ['', 'x', `${foreign}=`, `${'0'.repeat(32)}._w`]) await expect(locks.release(ann, { lockId }), lockId).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    expect(await locks.count(ann)).toBe(0);
  });
});

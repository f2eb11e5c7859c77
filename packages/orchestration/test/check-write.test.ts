import { expect, it } from 'vitest';
import type { CallContext, Fence } from '@ltmc/contracts';
import type { MemoryLockingService } from '../src/locks/types.js';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const [ann, ben] = [caller('ann'), caller('ben')];

async function fenceOf(locks: MemoryLockingService, resourceId: string, context: CallContext = ann): Promise<Fence> {
  const result = await locks.acquire(context, { resourceId, timeoutSeconds: 600 });
  if (!result.acquired) throw new Error('it was free');
  return result.fence;
}

describeOnDrivers('the check before a write', (open) => {
  it('passes the write of whoever holds the lock, and refuses that of others with who and what to do', async () => {
    const { locks } = orchestrate(await open());
    const fence = await fenceOf(locks, 'memory:a.md');
    expect(await locks.checkWrite(ann, { fence, documents: ['a.md'] })).toEqual({});
    expect(await locks.checkWrite({ ...ann, fence }, { documents: ['b.md', 'a.md'] })).toEqual({});
    for (const context of [ann, ben]) {
      await expect(locks.checkWrite(context, { documents: ['b.md', 'a.md'] })).rejects.toMatchObject({
        code: 'LTMC_LOCKED',
        retryable: true,
        message: expect.stringMatching(/"a\.md" is locked by the agent "ann" for up to (?:599|600) s.*send its fence/u),
        details: { resource_id: 'memory:a.md', holder: 'ann' },
      });
    }
    expect(await locks.checkWrite(ben, { documents: ['b.md'] })).toEqual({});
    expect(await locks.checkWrite(ben, { documents: [] })).toEqual({});
  });

  it('lets shared locks pass, and no write under the fence of one', async () => {
    const { locks } = orchestrate(await open());
    const shared = await locks.acquire(ann, { resourceId: 'memory:a.md', mode: 'shared' });
    if (!shared.acquired) throw new Error('it was free');
    expect(await locks.checkWrite(ben, { documents: ['a.md'] })).toEqual({});
    await expect(locks.checkWrite(ann, { fence: shared.fence, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
  });

  it('refuses a fence that stands no more, or never did', async () => {
    const { locks } = orchestrate(await open());
    const held = await locks.acquire(ann, { resourceId: 'memory:a.md' });
    if (!held.acquired) throw new Error('it was free');
    await expect(locks.checkWrite(ann, { fence: { ...held.fence, token: 7 }, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_FENCE_STALE'));
    await locks.release(ann, held);
    await expect(locks.checkWrite(ann, { fence: held.fence, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_FENCE_STALE'));
    await fenceOf(locks, 'memory:a.md', ben);
    await expect(locks.checkWrite(ann, { fence: held.fence, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_FENCE_STALE'));
  });

  it('refuses the fence of another document, and a document locked under another name', async () => {
    const { locks } = orchestrate(await open());
    const fence = await fenceOf(locks, 'memory:a.md');
    await expect(locks.checkWrite(ann, { fence, documents: ['b.md'] })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringMatching(/"a\.md".*"b\.md"/u) });
    await expect(locks.checkWrite(ann, { fence, documents: [] })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await fenceOf(locks, 'memory:b.md', ben);
    await expect(locks.checkWrite(ann, { fence, documents: ['a.md', 'b.md'] })).rejects.toMatchObject({ code: 'LTMC_LOCKED', details: { holder: 'ben' } });
    const batch = await fenceOf(locks, 'import');
    expect(await locks.checkWrite(ann, { fence: batch, documents: ['c.md'] })).toEqual({});
    await expect(locks.checkWrite(ann, { fence: batch, documents: ['b.md'] })).rejects.toMatchObject(refused('LTMC_LOCKED'));
  });

  it('refuses the fence of another agent or credential', async () => {
    const { locks } = orchestrate(await open());
    const fence = await fenceOf(locks, 'memory:a.md');
    await expect(locks.checkWrite(ben, { fence, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    await expect(locks.checkWrite(caller(undefined, { principal: 'bob' }), { fence, documents: ['a.md'] })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    expect(await locks.checkWrite(caller(), { fence, documents: ['a.md'] })).toEqual({});
  });

  it('passes over names too long to be locked', async () => {
    const { locks } = orchestrate(await open());
    expect(await locks.checkWrite(ann, { documents: ['x'.repeat(1024)] })).toEqual({});
  });

  it('with the store away refuses under a fence, and says so otherwise', async () => {
    const store = await open();
    const { locks } = orchestrate(store);
    const fence = await fenceOf(locks, 'memory:a.md');
    await store.close();
    await expect(locks.checkWrite(ann, { fence, documents: ['a.md'] })).rejects.toMatchObject({ code: 'LTMC_COORDINATION_UNAVAILABLE', retryable: true });
    expect(await locks.checkWrite(ann, { documents: ['a.md'] })).toEqual({ degraded: ['coordination'] });
  });
});

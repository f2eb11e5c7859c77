import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const [ann, ben] = [caller('ann'), caller('ben')];
const plan = { resourceId: 'memory:plan.md' };

describeOnDrivers('an operation under a lock', (open) => {
  it('holds it longer than its time, and gives it back', async () => {
    const { locks } = orchestrate(await open());
    const result = await locks.withLock(ann, { ...plan, timeoutSeconds: 1 }, async ({ lock, signal }) => {
      await sleep(1600);
      expect(await locks.acquire(ben, plan)).toMatchObject({ acquired: false });
      return [lock.fence.token, signal.aborted];
    });
    expect(result).toEqual([1, false]);
    expect(await locks.count(ann)).toBe(0);
  });

  it('gives it back when it fails, with its own error', async () => {
    const { locks } = orchestrate(await open());
    await expect(locks.withLock(ann, plan, async () => { throw new Error('mine'); })).rejects.toThrow('mine');
    expect(await locks.count(ann)).toBe(0);
  });

  it('is told when it is lost, and is not taken for done', async () => {
    const { locks } = orchestrate(await open());
    let reason: unknown;
    const work = locks.withLock(ann, { ...plan, timeoutSeconds: 1 }, async ({ lock, signal }) => {
      await locks.release(ann, lock); // as if the store had forgotten it
      await new Promise((resolve) => { signal.addEventListener('abort', resolve); });
      reason = signal.reason;
      return 'done';
    });
    await expect(work).rejects.toMatchObject(refused('LTMC_LOCK_LOST'));
    expect(reason).toMatchObject(refused('LTMC_LOCK_LOST'));
  });

  it('does not begin where the lock is not to be had in time, and stops with the call', async () => {
    const { locks } = orchestrate(await open());
    await locks.acquire(ben, plan);
    let begun = false;
    await expect(locks.withLock(ann, { ...plan, waitSeconds: 0.05 }, async () => { begun = true; })).rejects.toMatchObject({ code: 'LTMC_LOCKED', message: expect.stringContaining('"ben"') });
    expect(begun).toBe(false);
    const stopping = new AbortController();
    const work = locks.withLock(caller('ann', { signal: stopping.signal }), { resourceId: 'x' }, async ({ signal }) => {
      stopping.abort(new Error('gone'));
      expect(signal.aborted).toBe(true);
    });
    await expect(work).rejects.toThrow('gone');
    expect(await locks.count(ann)).toBe(1);
  });
});

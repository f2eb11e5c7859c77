import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { HeldLock, MemoryLockingService } from '../src/locks/types.js';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const [ann, ben, cleo] = [caller('ann'), caller('ben'), caller('cleo')];

async function take(locks: MemoryLockingService, resourceId: string, context = ann): Promise<HeldLock> {
  const result = await locks.acquire(context, { resourceId });
  if (!result.acquired) throw new Error('it was free');
  return result;
}

async function untilWaiting(locks: MemoryLockingService, resourceId: string, count: number): Promise<void> {
  while ((await locks.status(ann, resourceId)).waiting !== count) await sleep(5);
}

describeOnDrivers('waiting for locks', (open) => {
  it('is served in the order of asking, and tells the place', async () => {
    const { locks } = orchestrate(await open());
    const other = orchestrate(await open());
    const held = await take(locks, 'x');
    const order: string[] = [];
    const wait = async (context: typeof ann, service: MemoryLockingService): Promise<void> => {
      const result = await service.acquire(context, { resourceId: 'x', waitSeconds: 60 });
      if (!result.acquired) throw new Error('60 s is enough');
      order.push(context.agentId ?? '');
      await service.release(context, result);
    };
    const first = wait(ben, other.locks);
    await untilWaiting(locks, 'x', 1);
    const second = wait(cleo, locks);
    await untilWaiting(locks, 'x', 2);
    expect(await locks.acquire(ann, { resourceId: 'x' })).toMatchObject({ acquired: false, position: 3 });
    await locks.release(ann, held);
    await Promise.all([first, second]);
    expect(order).toEqual(['ben', 'cleo']);
  });

  it('ends in time with nothing, and keeps no place', async () => {
    const { locks } = orchestrate(await open());
    await take(locks, 'x');
    expect(await locks.acquire(ben, { resourceId: 'x', waitSeconds: 0.1 })).toMatchObject({ acquired: false, holders: [{ agentId: 'ann' }], position: 1 });
    expect(await locks.status(ann, 'x')).toMatchObject({ waiting: 0 });
  });

  it('ends with the call, and holds nothing', async () => {
    const { locks } = orchestrate(await open());
    const held = await take(locks, 'x');
    const stopping = new AbortController();
    const waiting = locks.acquire(caller('ben', { signal: stopping.signal }), { resourceId: 'x', waitSeconds: 60 });
    await untilWaiting(locks, 'x', 1);
    stopping.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await locks.release(ann, held);
    expect(await locks.status(ann, 'x')).toMatchObject({ holders: [], waiting: 0 });
  });

  it('for several: all or none, and nothing stays behind', async () => {
    const { locks } = orchestrate(await open());
    await take(locks, 'b');
    expect(await locks.acquireAll(ben, { resourceIds: ['c', 'b', 'a'] })).toMatchObject({ acquired: false, resourceId: 'b', holders: [{ agentId: 'ann' }] });
    expect(await locks.count(ann)).toBe(1);
    const got = await locks.acquireAll(ben, { resourceIds: ['c', 'a', 'c'] });
    if (!got.acquired) throw new Error('they were free');
    expect(got.locks.map(({ resourceId }) => resourceId)).toEqual(['a', 'c']);
    for (const lock of got.locks) await locks.release(ben, lock);
    expect(await locks.count(ann)).toBe(1);
    for (const resourceIds of [[], Array.from({ length: 101 }, (_, index) => `n${index}`), ['a', '']]) await expect(locks.acquireAll(ben, { resourceIds })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
  });

  it('for several keeps the first ones while it waits for the others', async () => {
    const { locks } = orchestrate(await open());
    const held = await take(locks, 'b');
    const waiting = locks.acquireAll(ben, { resourceIds: ['b', 'a'], timeoutSeconds: 1, waitSeconds: 60 });
    await untilWaiting(locks, 'b', 1);
    await sleep(1500);
    expect(await locks.acquire(cleo, { resourceId: 'a' })).toMatchObject({ acquired: false });
    await locks.release(ann, held);
    expect(await waiting).toMatchObject({ acquired: true, locks: [{ resourceId: 'a' }, { resourceId: 'b' }] });
  });

  it('for the same several in any order never ends in a deadlock', async () => {
    const stores = [orchestrate(await open()), orchestrate(await open())];
    const inside: string[] = [];
    let most = 0;
    const turns = Array.from({ length: 8 }, async (_, index) => {
      const service = stores[index % 2]?.locks;
      if (!service) throw new Error('unreachable: there are two');
      const context = caller(`agent${index}`);
      const names = index % 2 === 0 ? ['a', 'b', 'c'] : ['c', 'b', 'a'];
      for (let round = 0; round < 3; round += 1) {
        const got = await service.acquireAll(context, { resourceIds: names, waitSeconds: 120 });
        if (!got.acquired) throw new Error('120 s is enough');
        inside.push(context.agentId ?? '');
        most = Math.max(most, inside.length);
        await sleep(1);
        inside.splice(inside.indexOf(context.agentId ?? ''), 1);
        for (const lock of got.locks) await service.release(context, lock);
      }
    });
    await Promise.all(turns);
    expect(most).toBe(1);
  });
});

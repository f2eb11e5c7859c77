import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate } from './drivers.js';

const at = { sessionId: 's' };
const [ann, ben, cleo] = [caller('ann', at), caller('ben', at), caller('cleo', at)];
const SHUTTING_DOWN = { code: 'LTMC_STORE_CLOSED', retryable: true, message: expect.stringContaining('shutting down') };

describeOnDrivers('calls that wait when the server shuts down', (open) => {
  it('end at once, and keep neither a place nor a lock', async () => {
    const others = orchestrate(await open());
    const service = orchestrate(await open());
    await others.locks.acquire(ann, { resourceId: 'b' });
    await others.contexts.create(ben, {});
    await others.contexts.ack(ben, { sequence: 1 });
    const waiting = Promise.allSettled([
      service.locks.acquire(ben, { resourceId: 'b', waitSeconds: 300 }),
      service.locks.acquireAll(cleo, { resourceIds: ['a', 'b'], waitSeconds: 300 }),
      service.contexts.events(ben, { waitSeconds: 60 }),
    ]);
    while ((await others.locks.status(ann, 'b')).waiting !== 2) await sleep(5);
    service.endWaits();
    expect(await waiting).toEqual([1, 2, 3].map(() => ({ status: 'rejected', reason: expect.objectContaining(SHUTTING_DOWN) })));
    expect(await others.locks.status(ann, 'b')).toMatchObject({ waiting: 0, holders: [{ agentId: 'ann' }] });
    expect(await others.locks.status(ann, 'a')).toMatchObject({ waiting: 0, holders: [] });
  });

  it('are not waited for afterwards either; whoever need not wait is served', async () => {
    const service = orchestrate(await open());
    service.endWaits();
    await expect(service.locks.acquire(ann, { resourceId: 'x', waitSeconds: 300 })).rejects.toMatchObject(SHUTTING_DOWN);
    expect(await service.locks.acquire(ann, { resourceId: 'x' })).toMatchObject({ acquired: true });
    expect(await service.locks.acquire(ben, { resourceId: 'x' })).toMatchObject({ acquired: false });
    await service.contexts.create(ben, {});
    expect((await service.contexts.events(ben, { waitSeconds: 60 })).events).toHaveLength(1);
    await service.contexts.ack(ben, { sequence: 1 });
    expect((await service.contexts.events(ben, {})).events).toEqual([]);
    await expect(service.contexts.events(ben, { waitSeconds: 60 })).rejects.toMatchObject(SHUTTING_DOWN);
  });

  it('have given back their places when the service is closed', async () => {
    const others = orchestrate(await open());
    const service = orchestrate(await open());
    await others.locks.acquire(ann, { resourceId: 'x' });
    const waiting = service.locks.acquire(ben, { resourceId: 'x', waitSeconds: 300 }).catch((error: unknown) => error);
    while ((await others.locks.status(ann, 'x')).waiting !== 1) await sleep(5);
    await service.close();
    expect(await others.locks.status(ann, 'x')).toMatchObject({ waiting: 0 });
    expect(await waiting).toMatchObject(SHUTTING_DOWN);
  });
});

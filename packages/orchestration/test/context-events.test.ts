import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const at = { sessionId: 's' };
const [ann, ben] = [caller('ann', at), caller('ben', at)];

describeOnDrivers('events of a shared context', (open) => {
  it('come to every participant in order, again until they are acknowledged', async () => {
    const { contexts } = orchestrate(await open());
    const other = orchestrate(await open());
    await contexts.create(ann, { context: { a: 1 }, participants: ['ben'] });
    await contexts.propagate(ann, { updates: { a: 2, b: 'new' } });
    await contexts.propagate(ann, { updates: { a: null } });
    const first = await other.contexts.events(ben, { limit: 2 });
    expect(first.events).toMatchObject([
      { sequence: 1, type: 'created', agentId: 'ann', version: 1, changes: { a: 1 }, removed: [], redelivered: false },
      { sequence: 2, type: 'updated', agentId: 'ann', version: 2, changes: { a: 2, b: 'new' }, removed: [], redelivered: false },
    ]);
    expect(first).toMatchObject({ next: 2, last: 3, missed: 0 });
    const again = await contexts.events(ben, {});
    expect(again.events.map(({ sequence, redelivered }) => [sequence, redelivered])).toEqual([[1, true], [2, true], [3, false]]);
    expect(again.events[2]).toMatchObject({ changes: {}, removed: ['a'], version: 3 });
    expect(await contexts.ack(ben, { sequence: 2 })).toEqual({ position: 2 });
    expect(await contexts.ack(ben, { sequence: 1 })).toEqual({ position: 2 });
    expect((await contexts.events(ben, {})).events.map(({ sequence }) => sequence)).toEqual([3]);
    await expect(contexts.ack(ben, { sequence: 99 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
  });

  it('begin for one who comes late where its context ends; coming again, it goes on where it was', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, { context: { a: 1 } });
    await contexts.propagate(ann, { updates: { a: 2 } });
    const joined = await contexts.join(ben, {});
    expect(joined).toMatchObject({ context: { a: 2 }, version: 2, position: 2 });
    expect((await contexts.events(ben, {})).events).toMatchObject([{ type: 'joined', agentId: 'ben', version: 2 }]);
    await contexts.propagate(ann, { updates: { a: 3 } });
    expect(await contexts.join(ben, {})).toMatchObject({ context: { a: 3 }, position: 2 });
    expect((await contexts.events(ben, {})).events.map(({ type, version }) => [type, version])).toEqual([['joined', 2], ['updated', 3]]);
    await contexts.leave(ben, {});
    await expect(contexts.events(ben, {})).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await contexts.join(ben, {});
    expect((await contexts.events(ben, {})).events.map(({ type }) => type)).toEqual(['joined']);
  });

  it('read from a position are not handed out, and can be waited for', async () => {
    const { contexts } = orchestrate(await open());
    const other = orchestrate(await open());
    await contexts.create(ann, {});
    const waiting = other.contexts.events(ann, { since: 1, waitSeconds: 30 });
    await contexts.propagate(ann, { updates: { a: 1 } });
    expect(await waiting).toMatchObject({ events: [{ sequence: 2, redelivered: false }], next: 2 });
    expect(await contexts.events(ann, { since: 2 })).toMatchObject({ events: [], next: 2, last: 2 });
    expect((await contexts.events(ann, {})).events.map(({ redelivered }) => redelivered)).toEqual([false, false]);
  });

  it('tell the end of the session, and can be read after it', async () => {
    const { contexts, sessions } = orchestrate(await open());
    await contexts.create(ann, {});
    await sessions.end(ann);
    await sessions.end(ann);
    expect((await contexts.events(ann, {})).events.map(({ type, agentId }) => [type, agentId])).toEqual([['created', 'ann'], ['ended', 'ann']]);
  });

  it('refuses limits, positions and waits out of range', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, {});
    for (const input of [{ limit: 0 }, { limit: 1001 }, { since: -1 }, { since: 1.5 }, { waitSeconds: -1 }, { waitSeconds: 61 }, { waitSeconds: Number.NaN }]) {
      await expect(contexts.events(ann, input), JSON.stringify(input)).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    }
  });
});

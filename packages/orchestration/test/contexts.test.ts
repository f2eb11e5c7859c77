import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const at = { sessionId: 's' };
const [ann, ben, eve] = [caller('ann', at), caller('ben', at), caller('eve', { ...at, principal: 'bob' })];

describeOnDrivers('shared context', (open) => {
  it('is what its creator put there, for whoever joins, in any process', async () => {
    const { contexts } = orchestrate(await open());
    const other = orchestrate(await open());
    const created = await contexts.create(ann, { context: { goal: 'ship', none: null }, participants: ['ben'] });
    expect(created).toMatchObject({ sessionId: 's', context: { goal: 'ship' }, version: 1 });
    const joined = await other.contexts.join(ben, {});
    expect(joined).toMatchObject({ context: { goal: 'ship' }, version: 1, omitted: [], createdAtMs: created.createdAtMs });
    expect(joined.participants.map(({ agentId, gone }) => [agentId, gone])).toEqual([['ann', true], ['ben', true]]);
    await other.agents.register(ben, { agentId: 'ben' });
    const { participants } = await contexts.get(ann, {});
    expect(participants.map(({ agentId, gone }) => [agentId, gone])).toEqual([['ann', true], ['ben', false]]);
  });

  it('merges by field: what others changed meanwhile stays and is reported, the rest is written', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, { context: { goal: 'ship', step: 1, note: 'old' } });
    expect(await contexts.propagate(ben, { updates: { step: 2, note: null }, expectedVersion: 1 })).toEqual({ version: 2, applied: ['step', 'note'], conflicts: [], replaced: [] });
    const late = await contexts.propagate(ann, { updates: { step: 9, note: 'new', goal: 'test', mood: 'good' }, expectedVersion: 1 });
    expect(late).toEqual({
      version: 3,
      applied: ['goal', 'mood'],
      conflicts: [
        { field: 'step', yours: 9, theirs: 2, version: 2, agentId: 'ben' },
        { field: 'note', yours: 'new', theirs: null, version: 2, agentId: 'ben' },
      ],
      replaced: [],
    });
    expect(await contexts.get(ben, {})).toMatchObject({ context: { goal: 'test', mood: 'good', step: 2 }, version: 3 });
    // Its own changes are no conflict, the same value neither.
    expect(await contexts.propagate(ann, { updates: { goal: 'run', step: 2 }, expectedVersion: 1 })).toMatchObject({ version: 4, applied: ['goal', 'step'], conflicts: [] });
  });

  it('without a version the last one wins, and is told what it replaced', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, { context: { step: { n: 1 } } });
    expect(await contexts.propagate(ben, { updates: { step: { n: 2 }, more: true } })).toEqual({ version: 2, applied: ['step', 'more'], conflicts: [], replaced: [{ field: 'step', previous: { n: 1 }, version: 1, agentId: 'ann' }] });
  });

  it('sent twice changes nothing, and tells nobody', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, {});
    const first = await contexts.propagate(ann, { updates: { a: [1, { b: null }] }, expectedVersion: 1 });
    expect(await contexts.propagate(ann, { updates: { a: [1, { b: null }] }, expectedVersion: 1 })).toEqual(first);
    expect((await contexts.events(ann, { since: 0 })).events.map(({ type }) => type)).toEqual(['created', 'updated']);
  });

  it('gives an agent the fields it subscribed to or has the capability for, or all', async () => {
    const { contexts, agents } = orchestrate(await open());
    await agents.register(caller(), { agentId: 'ben', capabilities: ['deploy'], sessionId: 's' });
    await contexts.create(ann, { context: { goal: 1, 'build.os': 2, 'build.log': 3, secret: 4, review: 5 }, audience: { secret: 'deploy', review: 'review' } });
    expect(await contexts.get(caller('ben'), {})).toMatchObject({ sessionId: 's', context: { goal: 1, 'build.os': 2, 'build.log': 3, secret: 4 }, omitted: ['review'] });
    expect(await contexts.join(ben, { subscriptions: ['build*', 'review'] })).toMatchObject({ context: { 'build.os': 2, 'build.log': 3, secret: 4, review: 5 }, omitted: ['goal'] });
    expect(await contexts.get(ben, {})).toMatchObject({ omitted: ['goal'] });
    expect(await contexts.get(ben, { all: true })).toMatchObject({ context: { goal: 1 }, omitted: [] });
    await contexts.propagate(ann, { updates: {}, audience: { secret: null } });
    expect(await contexts.get(ben, {})).toMatchObject({ version: 2, omitted: ['goal', 'secret'] });
    expect(await contexts.get(ann, {})).toMatchObject({ omitted: ['review'] });
  });

  it('takes field names that mean something to JavaScript for what they are', async () => {
    const { contexts } = orchestrate(await open());
    const names = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2, "toString": 3}');
    await contexts.create(ann, { context: names });
    const { context } = await contexts.get(ann, {});
    expect(Object.entries(context).toSorted()).toEqual([['__proto__', { x: 1 }], ['constructor', 2], ['toString', 3]]);
    expect(await contexts.propagate(ben, { updates: { hasOwnProperty: 1, constructor: 3 }, expectedVersion: 0 })).toMatchObject({ applied: ['hasOwnProperty'], conflicts: [{ field: 'constructor', theirs: 2 }] });
  });

  it('belongs to those who take part under their own credential', async () => {
    const { contexts } = orchestrate(await open());
    await contexts.create(ann, {});
    await contexts.join(eve, {});
    const impostor = caller('eve', at);
    for (const act of [() => contexts.join(impostor, {}), () => contexts.propagate(impostor, { updates: { a: 1 } }), () => contexts.leave(impostor, {}), () => contexts.events(impostor, {}), () => contexts.ack(impostor, { sequence: 1 })]) {
      await expect(act()).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    }
    expect(await contexts.leave(eve, {})).toEqual({ known: true });
    expect(await contexts.leave(eve, {})).toEqual({ known: false });
  });

  it('refuses what it does not know, has already, or cannot keep, and changes nothing', async () => {
    const { contexts, sessions } = orchestrate(await open());
    await expect(contexts.join(ann, {})).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(contexts.propagate(ann, { updates: { a: 1 } })).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(contexts.get(caller('ann'), {})).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining('session_id') });
    await contexts.create(ann, { context: { a: 1 } });
    await expect(contexts.create(ben, { context: { a: 2 } })).rejects.toMatchObject(refused('LTMC_ALREADY_EXISTS'));
    await expect(contexts.events(ben, {})).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(contexts.propagate(ann, { updates: { a: 2 }, expectedVersion: 7 })).rejects.toMatchObject({ code: 'LTMC_VERSION_CONFLICT', details: { current_version: 1 } });
    await expect(contexts.propagate(ann, { updates: { big: 'x'.repeat(262_144) } })).rejects.toMatchObject(refused('LTMC_CONTENT_TOO_LARGE'));
    await expect(contexts.propagate(ann, { updates: { a: 2, '': 1 } })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(contexts.create(caller('ann', { sessionId: 'two' }), { participants: Array.from({ length: 1001 }, (_, index) => `p${index}`) })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await sessions.end(ann);
    for (const act of [() => contexts.join(ben, {}), () => contexts.propagate(ann, { updates: { a: 2 } }), () => contexts.leave(ann, {}), () => contexts.create(ann, {})]) {
      await expect(act()).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', details: { status: 'ended' } });
    }
    expect(await contexts.get(ann, {})).toMatchObject({ context: { a: 1 }, version: 1 });
  });
});

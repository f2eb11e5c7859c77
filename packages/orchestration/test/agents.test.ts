import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const bob = caller(undefined, { principal: 'bob' });

describeOnDrivers('agent registry', (open) => {
  it('lists who registered, to other processes and credentials too, by capability and session', async () => {
    const { agents } = orchestrate(await open());
    const other = orchestrate(await open());
    await agents.register(caller(), { agentId: 'planner', name: 'The planner', capabilities: ['plan', 'review'], sessionId: 's1', metadata: { model: 'x' } });
    await agents.register(caller(undefined, { sessionId: 's2' }), { agentId: 'coder', capabilities: ['code', 'review'] });
    const seen = await other.agents.list(bob);
    expect(seen).toMatchObject([
      { agentId: 'coder', name: 'coder', capabilities: ['code', 'review'], sessionId: 's2', metadata: {}, status: null, own: false },
      { agentId: 'planner', name: 'The planner', capabilities: ['plan', 'review'], sessionId: 's1', metadata: { model: 'x' }, status: null, own: false },
    ]);
    const idsOf = async (filter: Parameters<typeof agents.list>[1]): Promise<readonly string[]> => (await agents.list(caller(), filter)).map(({ agentId }) => agentId);
    expect(await idsOf({ capability: 'plan' })).toEqual(['planner']);
    expect(await idsOf({ capability: 'review' })).toEqual(['coder', 'planner']);
    expect(await idsOf({ capability: 'review', sessionId: 's2' })).toEqual(['coder']);
    expect(await agents.list(caller(undefined, { namespace: 'elsewhere' }))).toEqual([]);
    expect(await agents.count(caller())).toBe(2);
  });

  it('makes an id that begins with the name where none is given', async () => {
    const { agents } = orchestrate(await open());
    const [first, second] = await Promise.all([agents.register(caller(), { name: 'Code Reviewer!' }), agents.register(caller(), { name: 'Code Reviewer!' })]);
    expect(first.agentId).toMatch(/^code-reviewer-[0-9a-f]{16}$/u);
    expect(second.agentId).not.toBe(first.agentId);
    expect(first.heartbeatTtlSeconds).toBe(60);
    expect(await agents.get(caller(first.agentId))).toMatchObject({ agentId: first.agentId, own: true });
  });

  it('tells what an agent says it does, and keeps it alive for 60 s from then', async () => {
    const { agents } = orchestrate(await open());
    await agents.register(caller(), { agentId: 'a' });
    expect(await agents.heartbeat(caller('a'), { status: 'thinking' })).toMatchObject({ known: true, agent: { status: 'thinking' } });
    const { agent } = await agents.heartbeat(caller('a'), {});
    expect(agent?.status).toBe('thinking');
    expect(agent?.expiresInMs).toBeGreaterThan(50_000);
    expect(agent?.expiresInMs).toBeLessThanOrEqual(60_000);
  });

  it('knows nothing of one whose time has run out: it registers anew, under the same id', async () => {
    const store = await open();
    const { agents } = orchestrate(store);
    await agents.register(caller(), { agentId: 'a' });
    await store.space('team').members('agent').beat('a', { ttlMs: 20 });
    await sleep(40);
    expect(await agents.list(caller())).toEqual([]);
    expect(await agents.heartbeat(caller('a'), {})).toEqual({ known: false });
    await expect(agents.get(caller('a'))).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(agents.register(caller(), { agentId: 'a' })).resolves.toMatchObject({ agentId: 'a' });
  });

  it('refuses a second one of the same id, and everything to another credential', async () => {
    const { agents } = orchestrate(await open());
    await agents.register(caller(), { agentId: 'a', name: 'first' });
    await expect(agents.register(caller(), { agentId: 'a' })).rejects.toMatchObject({ code: 'LTMC_ALREADY_EXISTS', message: expect.stringMatching(/heartbeat.*deregister.*leave agent_id out/u) });
    await expect(agents.register(bob, { agentId: 'a' })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    await expect(agents.heartbeat(bob, { agentId: 'a', status: 'mine' })).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    await expect(agents.deregister(bob, 'a')).rejects.toMatchObject(refused('LTMC_NOT_OWNER'));
    expect(await agents.get(caller('a'))).toMatchObject({ name: 'first', status: null });
  });

  it('lets one go, once', async () => {
    const { agents } = orchestrate(await open());
    await agents.register(caller(), { agentId: 'a' });
    expect(await agents.deregister(caller(), 'a')).toEqual({ known: true });
    expect(await agents.deregister(caller(), 'a')).toEqual({ known: false });
    expect(await agents.count(caller())).toBe(0);
  });

  it('refuses what is no id, too much of anything, and a call of nobody', async () => {
    const { agents } = orchestrate(await open());
    const wrong = [{ agentId: '' }, { agentId: 'a\nb' }, { agentId: 'x'.repeat(257) }, { agentId: '\uD800' }, { name: '' }, { capabilities: Array.from({ length: 65 }, (_, index) => `c${index}`) }, { sessionId: '' }];
    for (const input of wrong) await expect(agents.register(caller(), input), JSON.stringify(input)).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(agents.register(caller(), { metadata: { text: 'x'.repeat(16_384) } })).rejects.toMatchObject(refused('LTMC_CONTENT_TOO_LARGE'));
    await expect(agents.heartbeat(caller(), {})).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining('agent_id') });
    expect(await agents.count(caller())).toBe(0);
  });
});

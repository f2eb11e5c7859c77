import { expect, it } from 'vitest';
import { caller, describeOnDrivers, orchestrate, refused } from './drivers.js';

const ann = caller('ann', { sessionId: 's' });

describeOnDrivers('sessions', (open) => {
  it('keep their state for every process, and beyond the end of all of them', async () => {
    const first = await open();
    const created = await orchestrate(first).sessions.create(ann, { state: { step: 1, list: [1, null] } });
    expect(created).toMatchObject({ sessionId: 's', state: { step: 1, list: [1, null] }, version: 1, status: 'active', createdBy: 'ann', endedAtMs: null });
    await first.close();
    const { sessions } = orchestrate(await open());
    expect(await sessions.get(ann)).toMatchObject({ sessionId: 's', state: { step: 1, list: [1, null] }, version: 1, createdAtMs: created.createdAtMs });
    expect((await sessions.create(caller(), {})).sessionId).toMatch(/^session-[0-9a-f]{16}$/u);
    expect(await sessions.count(ann)).toBe(2);
  });

  it('merge what is sent field by field, or are replaced', async () => {
    const { sessions } = orchestrate(await open());
    await sessions.create(ann, { state: { a: 1, b: { c: 1 }, d: 1 } });
    expect(await sessions.update(ann, { state: { b: { e: 2 }, d: null, f: 3 } })).toMatchObject({ state: { a: 1, b: { e: 2 }, f: 3 }, version: 2 });
    expect(await sessions.update(ann, { state: { g: null }, how: 'replace', expectedVersion: 2 })).toMatchObject({ state: { g: null }, version: 3 });
    expect(await sessions.get(ann)).toMatchObject({ state: { g: null }, version: 3 });
  });

  it('refuse an update of another version, and say what there is', async () => {
    const { sessions } = orchestrate(await open());
    await sessions.create(ann, { state: { step: 1 } });
    await sessions.update(ann, { state: { step: 2 } });
    await expect(sessions.update(ann, { state: { step: 9 }, expectedVersion: 1 })).rejects.toMatchObject({ code: 'LTMC_VERSION_CONFLICT', details: { current_version: 2, state: { step: 2 } } });
    expect(await sessions.get(ann)).toMatchObject({ state: { step: 2 }, version: 2 });
  });

  it('lose no update of many at once', async () => {
    const services = [orchestrate(await open()).sessions, orchestrate(await open()).sessions];
    await services[0]?.create(ann, {});
    await Promise.all(Array.from({ length: 16 }, (_, index) => services[index % 2]?.update(ann, { state: { [`f${index}`]: index } })));
    const view = await services[0]?.get(ann);
    expect(Object.keys(view?.state ?? {})).toHaveLength(16);
    expect(view?.version).toBe(17);
  });

  it('are one with the context that their agents share, each with a version of its own', async () => {
    const { sessions, contexts } = orchestrate(await open());
    await contexts.create(ann, { context: { goal: 1 } });
    expect(await sessions.get(ann)).toMatchObject({ state: {}, version: 0 });
    expect(await sessions.create(ann, { state: { step: 1 } })).toMatchObject({ version: 1 });
    await contexts.propagate(ann, { updates: { goal: 2 } });
    expect(await sessions.update(ann, { state: { step: 2 }, expectedVersion: 1 })).toMatchObject({ version: 2 });
    expect(await contexts.get(ann, {})).toMatchObject({ context: { goal: 2 }, version: 2 });
    await expect(sessions.create(ann, {})).rejects.toMatchObject(refused('LTMC_ALREADY_EXISTS'));
  });

  it('go back to a checkpoint as a new version; the newest twenty are kept', async () => {
    const { sessions } = orchestrate(await open());
    const other = caller('ann', { sessionId: 's2' });
    await sessions.create(ann, { state: { step: 0 } });
    await sessions.create(other, { state: { other: true } });
    await sessions.checkpoint(other, { name: 'c1' });
    await expect(sessions.restore(ann, {})).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    for (let step = 1; step <= 22; step += 1) {
      await sessions.update(ann, { state: { step } });
      await sessions.checkpoint(ann, { name: `c${step}` });
    }
    const { kept } = await sessions.checkpoint(ann, { name: 'c22' });
    expect(kept.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, index) => `c${22 - index}`));
    await expect(sessions.restore(ann, { name: 'c2' })).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    expect(await sessions.restore(ann, { name: 'c3', expectedVersion: 23 })).toMatchObject({ state: { step: 3 }, version: 24, restored: { name: 'c3', version: 4 } });
    await expect(sessions.restore(ann, { name: 'c4', expectedVersion: 23 })).rejects.toMatchObject(refused('LTMC_VERSION_CONFLICT'));
    expect(await sessions.restore(ann, {})).toMatchObject({ state: { step: 22 }, version: 25 });
    expect(await sessions.restore(other, {})).toMatchObject({ state: { other: true } });
  });

  it('end once, and can only be read then', async () => {
    const { sessions } = orchestrate(await open());
    await sessions.create(ann, { state: { step: 1 } });
    await sessions.checkpoint(ann, { name: 'c' });
    const ended = await sessions.end(ann);
    expect(ended.status).toBe('ended');
    expect(await sessions.end(ann)).toMatchObject({ endedAtMs: ended.endedAtMs });
    for (const act of [() => sessions.update(ann, { state: {} }), () => sessions.create(ann, {}), () => sessions.checkpoint(ann, {}), () => sessions.restore(ann, {})]) {
      await expect(act()).rejects.toMatchObject({ code: 'LTMC_NOT_FOUND', details: { status: 'ended' } });
    }
    expect(await sessions.get(ann)).toMatchObject({ state: { step: 1 }, status: 'ended' });
  });

  it('are listed by pages, by status, and by who takes part', async () => {
    const { sessions, contexts } = orchestrate(await open());
    for (const id of ['a', 'b', 'c', 'd', 'e']) await sessions.create(caller('ann', { sessionId: id }), {});
    await contexts.create(caller('ben', { sessionId: 'f' }), {});
    await sessions.end(caller('ann', { sessionId: 'b' }));
    const collect = async (filter: Parameters<typeof sessions.list>[1]): Promise<readonly string[]> => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await sessions.list(caller(), { ...filter, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.sessions.length).toBeLessThanOrEqual(2);
        found.push(...page.sessions.map(({ sessionId }) => sessionId));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found;
    };
    expect(await collect({})).toEqual(['a', 'c', 'd', 'e', 'f']);
    expect(await collect({ status: 'ended' })).toEqual(['b']);
    expect(await collect({ status: 'all' })).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await collect({ agentId: 'ben' })).toEqual(['f']);
    expect((await sessions.list(caller(), { agentId: 'ben' })).sessions).toMatchObject([{ sessionId: 'f', participants: ['ben'], contextVersion: 1, version: 0 }]);
  });

  it('refuse what is unknown, cannot be, or is too large', async () => {
    const { sessions } = orchestrate(await open());
    await expect(sessions.get(ann)).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(sessions.update(ann, { state: {} })).rejects.toMatchObject(refused('LTMC_NOT_FOUND'));
    await expect(sessions.get(caller('ann'))).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(sessions.create(ann, { state: { big: 'x'.repeat(262_144) } })).rejects.toMatchObject(refused('LTMC_CONTENT_TOO_LARGE'));
    await sessions.create(ann, {});
    await expect(sessions.update(ann, { state: {}, expectedVersion: -1 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(sessions.checkpoint(ann, { name: 'x'.repeat(129) })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    await expect(sessions.list(ann, { limit: 101 })).rejects.toMatchObject(refused('LTMC_INVALID_INPUT'));
    expect(await sessions.get(ann)).toMatchObject({ version: 1, state: {} });
  });
});

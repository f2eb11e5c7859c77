import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CoordinationStore } from '@ltmc/contracts';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import { PATIENT } from './patience.js';
import { start, until } from './processes.js';

const DIST = new URL('../dist/index.js', import.meta.url).href;

/** What every script begins with: the default space of a store on the server at `path`. */
const OPEN = `
const { openRedisCoordination } = await import(${JSON.stringify(DIST)});
const store = await openRedisCoordination({ url: path, required: true, ...${JSON.stringify(PATIENT)} });
const space = store.space('default');
`;

/** Waits its turn for a lock \`args[0]\` times, and says from when to when it had it, with which fence. */
const TAKE_TURNS = `${OPEN}
await say('ready');
await heard;
for (let cycle = 0; cycle < Number(args[0]); cycle += 1) {
  const request = { owner: String(process.pid), mode: 'exclusive', ttlMs: 60_000, queueForMs: 60_000 };
  let outcome = await space.locks.acquire('doc', request);
  while (!outcome.granted) {
    await space.locks.untilChanged('doc', { waitMs: 60_000, since: outcome.seen });
    outcome = await space.locks.acquire('doc', { ...request, ticket: outcome.ticket });
  }
  const since = nowUs();
  await sleep(Math.random() * 2);
  await say(since + ' ' + nowUs() + ' ' + outcome.grant.fence);
  await space.locks.release('doc', outcome.grant.token);
}
await store.close();
`;

describeWithServer('processes that coordinate over Redis', await needRedis(), () => {
  let server: RedisServer;
  let store: CoordinationStore;
  beforeAll(async () => {
    server = await startRedisServer();
    store = await openRedisCoordination({ ...PATIENT, url: server.url, required: true });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  it('hold a lock one at a time, all get their turns, and fences strictly rise', async () => {
    const cycles = 25;
    const scripts = [1, 2, 3, 4].map(() => start(TAKE_TURNS, server.url, String(cycles)));
    await until(() => scripts.every(({ lines }) => lines.includes('ready')));
    for (const { child } of scripts) child.stdin?.write('go\n');
    const lines = (await Promise.all(scripts.map(({ finished }) => finished))).flat().filter((line) => line !== 'ready');
    const holds = lines.map((line) => line.split(' ').map(Number)).map(([since = 0, till = 0, fence = 0]) => ({ since, till, fence })).toSorted((a, b) => a.since - b.since);
    expect(holds).toHaveLength(4 * cycles);
    for (const [index, hold] of holds.entries()) {
      const before = holds[index - 1] ?? { since: 0, till: 0, fence: 0 };
      expect(hold.since).toBeGreaterThan(before.till);
      expect(hold.fence).toBeGreaterThan(before.fence);
    }
  });

  it('the lock of a killed one is free when its time is over, and never before', async () => {
    const script = start(`${OPEN}
      const { grant } = await space.locks.acquire('killed', { owner: 'child', mode: 'exclusive', ttlMs: 3000 });
      await say(grant.token);
      await heard;
    `, server.url);
    await until(() => script.lines.length > 0);
    script.child.kill('SIGKILL');
    const { locks } = store.space('default');
    const token = script.lines[0] ?? '';
    let stood = await locks.find('killed', token);
    expect(stood).toMatchObject({ owner: 'child' });
    for (;;) {
      const outcome = await locks.acquire('killed', { owner: 'ann', mode: 'exclusive', ttlMs: 60_000 });
      if (outcome.granted) break;
      stood = await locks.find('killed', token);
      await locks.untilChanged('killed', { waitMs: 60_000, since: outcome.seen });
    }
    expect(stood?.expiresInMs ?? 0).toBeLessThanOrEqual(3000);
    expect(await locks.find('killed', token)).toBeUndefined();
  });

  it('a reader that is killed between effect and acknowledgement is given its events again, flagged, in order', async () => {
    const events = store.space('default').stream('work');
    for (let n = 1; n <= 6; n += 1) await events.append({ n });
    const script = start(`${OPEN}
      const { events } = await space.stream('work').readAs('reader', { limit: 4 });
      await space.stream('work').acknowledge('reader', 2);
      await say(events.map(({ sequence }) => sequence).join());
      await heard;
    `, server.url);
    await until(() => script.lines.includes('1,2,3,4'));
    script.child.kill('SIGKILL');
    const { events: again } = await events.readAs('reader', { limit: 9 });
    expect(again.map(({ sequence, redelivered }) => [sequence, redelivered])).toEqual([[3, true], [4, true], [5, false], [6, false]]);
  });

  it('a client whose clock is an hour off changes nothing', async () => {
    const script = start(`
      const now = Date.now;
      Date.now = () => now() + Number(args[0]);
      ${OPEN}
      const { grant } = await space.locks.acquire('clocks', { owner: 'child', mode: 'exclusive', ttlMs: 60_000 });
      await space.members('agent').join('child', {}, { ttlMs: 60_000 });
      await space.state('session').put('clocks', {}, { ttlMs: 60_000 });
      const lease = await store.leases.acquire('clocks', { owner: 'child', ttlMs: 60_000 });
      await say(String(lease.expiresAtMs - Date.now() <= 60_000));
      await heard;
    `, server.url, '3600000');
    await until(() => script.lines.length > 0);
    expect(script.lines).toEqual(['true']);
    const space = store.space('default');
    const [holder] = (await space.locks.status('clocks')).holders;
    const left = [holder?.expiresInMs, (await space.members('agent').get('child'))?.expiresInMs, ((await store.leases.holder('clocks'))?.expiresAtMs ?? 0) - Date.now()];
    for (const ms of left) {
      expect(ms).toBeGreaterThan(1);
      expect(ms).toBeLessThanOrEqual(60_000);
    }
    expect(Math.abs(((await space.state('session').get('clocks'))?.updatedAtMs ?? 0) - Date.now())).toBeLessThan(600_000);
    script.child.kill('SIGKILL');
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openSqliteCoordination } from '@ltmc/coordination';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { caller, orchestrate } from './drivers.js';

/** Of the builds, because Node 20 runs no TypeScript; the fences stay in the process, which is no matter where a lock has one lock store. */
const PRELUDE = `
import { openSqliteCoordination } from ${JSON.stringify(import.meta.resolve('@ltmc/coordination').replace('/src/index.ts', '/dist/index.js'))};
import { createOrchestration } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
const [path, ...args] = process.argv.slice(1);
const highest = new Map();
const fences = { highest: async (_, name) => highest.get(name) ?? 0, raise: async (_, { name, token }) => { const before = highest.get(name) ?? 0; highest.set(name, Math.max(before, token)); return before; } };
const store = await openSqliteCoordination({ path });
const services = createOrchestration({ store, fences });
const { agents, contexts, locks, sessions } = services;
const caller = (agentId) => ({ namespace: 'team', principal: 'alice', agentId, sessionId: 's' });
const say = (line) => new Promise((resolve) => process.stdout.write(line + '\\n', resolve));
const end = async () => { await services.close(); await store.close(); };
`;

const children: ChildProcess[] = [];
let folder = '';

/** Runs a script in a process of its own; `next` gives its lines one by one. */
function start(script: string, ...args: readonly string[]): { readonly child: ChildProcess; readonly next: () => Promise<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PRELUDE + script, join(folder, 'coordination.db'), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => (await lines.next()).value ?? 'ended' };
}

beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'ltmc-processes-')); });
afterEach(() => { for (const child of children.splice(0)) child.kill('SIGKILL'); });
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

describe('processes on one file', () => {
  it('see each other, share a context, and lock each other out; a killed one leaves its session and nothing to clean up', async () => {
    const store = await openSqliteCoordination({ path: join(folder, 'coordination.db') });
    const { agents, contexts, sessions, locks } = orchestrate(store);
    const here = caller('here', { sessionId: 's' });
    const other = start(`
      const there = caller('there');
      await agents.register(there, { agentId: 'there', capabilities: ['test'] });
      await contexts.create(there, { context: { from: 'there' } });
      await sessions.create(there, { state: { step: 1 } });
      const lock = await locks.acquire(there, { resourceId: 'memory:a.md', timeoutSeconds: 1 });
      await say('ready ' + lock.fence.token);
      const { events } = await contexts.events(there, { since: 1, waitSeconds: 60 });
      await say(JSON.stringify(events.map(({ type, agentId, changes }) => [type, agentId, changes])));
      setInterval(() => {}, 1000);
    `);
    expect(await other.next()).toBe('ready 1');
    expect(await agents.list(here, { capability: 'test' })).toMatchObject([{ agentId: 'there', own: true }]);
    expect(await locks.acquire(here, { resourceId: 'memory:a.md' })).toMatchObject({ acquired: false, holders: [{ agentId: 'there' }] });
    expect(await contexts.propagate(here, { updates: { from: 'here' }, expectedVersion: 1 })).toMatchObject({ version: 2, applied: ['from'], conflicts: [] });
        expect(JSON.parse(await other.next())).toEqual([['joined', 'here', {}], ['updated', 'here', { from: 'here' }]]);
    other.child.kill('SIGKILL');
    // Its lock runs out by itself.
    expect(await locks.acquire(here, { resourceId: 'memory:a.md', waitSeconds: 60 })).toMatchObject({ acquired: true, fence: { token: 2 } });
    expect(await sessions.get(here)).toMatchObject({ state: { step: 1 }, version: 1 });
    await store.close();
  });

  it('write one context and hold one lock in turn', async () => {
    const store = await openSqliteCoordination({ path: join(folder, 'coordination.db') });
    const { contexts, sessions } = orchestrate(store);
    const here = caller('here', { sessionId: 's' });
    await sessions.update(here, { state: { count: 0 } });
    const rounds = 15;
    const workers = [1, 2, 3].map((worker) => start(
      `
      const me = caller(args[0]);
      for (let round = 0; round < ${rounds}; round += 1) {
        await contexts.propagate(me, { updates: { [args[0] + '.' + round]: round } });
        // Without a version: only the lock keeps the others from counting the same number.
        await locks.withLock(me, { resourceId: 'counter', waitSeconds: 120 }, async () => {
          const { state } = await sessions.get(me);
          await sessions.update(me, { state: { count: state.count + 1 } });
        });
      }
      await end();
      await say('done');
    `,
      `worker${worker}`,
    ));
    for (const { next } of workers) expect(await next()).toBe('done');
    expect(await sessions.get(here)).toMatchObject({ state: { count: 3 * rounds } });
    const { context } = await contexts.get(here, {});
    expect(Object.keys(context).filter((field) => field.startsWith('worker'))).toHaveLength(3 * rounds);
    await store.close();
  });
});

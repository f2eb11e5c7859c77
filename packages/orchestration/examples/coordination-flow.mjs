// Two agents and one piece of work, through all six services: node examples/coordination-flow.mjs [coordination.db]
/* eslint-disable no-console -- a program of the command line */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteCoordination } from '@ltmc/coordination';
import { createOrchestration } from '@ltmc/orchestration';

const path = process.argv[2] ?? join(await mkdtemp(join(tmpdir(), 'ltmc-flow-')), 'coordination.db');
// In LTMC the record keeps these, with what is written; here nothing is written.
const highest = new Map();
const fences = {
  highest: async (_namespace, name) => highest.get(name) ?? 0,
  raise: async (_namespace, { name, token }) => {
    const before = highest.get(name) ?? 0;
    highest.set(name, Math.max(before, token));
    return before;
  },
};
const store = await openSqliteCoordination({ path });
const services = createOrchestration({ store, fences });
const { agents, contexts, sessions, locks, toolCache, buffer } = services;
const call = { namespace: 'demo', principal: 'me', sessionId: 'release-7' };
const planner = { ...call, agentId: 'planner' };
const coder = { ...call, agentId: 'coder' };

// 1. Register: who is there, and what each can do.
await agents.register(planner, { agentId: 'planner', name: 'Planner', capabilities: ['plan'] });
await agents.register(coder, { agentId: 'coder', name: 'Coder', capabilities: ['code'] });
console.log('agents', (await agents.list(call, { sessionId: 'release-7' })).map(({ agentId }) => agentId));

// 2. Create a context, and join it.
await contexts.create(planner, { context: { goal: 'release 7', branch: 'main' }, audience: { branch: 'code' } });
const joined = await contexts.join(coder, {});
console.log('coder joined at version', joined.version, joined.context);

// 3. Share state: both change it at once, and nobody's change is lost unnoticed.
await contexts.propagate(planner, { updates: { goal: 'release 7.1' }, expectedVersion: joined.version });
const mine = await contexts.propagate(coder, { updates: { goal: 'release 8', tests: 'green' }, expectedVersion: joined.version });
console.log('coder applied', mine.applied, 'and was told', mine.conflicts[0]?.theirs);
const { events, next } = await contexts.events(coder, {});
await contexts.ack(coder, { sequence: next });
console.log('coder saw', events.map(({ type, version }) => `${type}@${version}`));
await sessions.create(call, { state: { step: 'plan' } });
await sessions.checkpoint(call, { name: 'planned' });
await sessions.update(call, { state: { step: 'build' }, expectedVersion: 1 });
console.log('session', (await sessions.get(call)).state, 'back to', (await sessions.restore(call, { name: 'planned' })).state);

// 4. Lock what is changed: the fence goes with the write.
const done = await locks.withLock(coder, { resourceId: 'memory:plan.md' }, async ({ lock }) => {
  const other = await locks.acquire(planner, { resourceId: 'memory:plan.md' });
  const refusal = await locks.checkWrite(planner, { documents: ['plan.md'] }).catch(({ code }) => code);
  const own = await locks.checkWrite({ ...coder, fence: lock.fence }, { documents: ['plan.md'] });
  return { fence: lock.fence, planner: other.acquired, refusal, own };
});
console.log('locked', done);

// 5. Cache what is expensive to find out, where the other finds it.
await toolCache.put(planner, { key: 'changelog', value: ['faster search'], ttlSeconds: 600 });
console.log('cached', (await toolCache.get(coder, 'changelog'))?.value);

// 6. Put the chunks in view that are worked on.
await buffer.put(planner, { chunkId: 12 });
await buffer.get(coder, { chunkId: 12 });
console.log('popular', (await buffer.popular(call, { window: '1h' })).map(({ chunkId, uses }) => `${chunkId}: ${uses}`));

await sessions.end(call);
const { mode, driver, counts } = await services.status(call);
console.log('status', mode, driver, counts);
await services.close();
await store.close();

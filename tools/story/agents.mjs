// node tools/story/agents.mjs: two agents work on one memory, Ann over stdio and Ben over HTTP, and tell what each of them sees. Needs a build.
import { openWorld } from '../faces/world.mjs';

const SESSION = { session_id: 'release' };
const PLAN = { resource_id: 'memory:plan.md' };
/** Longer than the others take. */
const PATIENTLY = { wait_seconds: 60 };

/**
 * @param {Pick<Awaited<ReturnType<typeof openWorld>>, 'overStdio' | 'overHttp'>} world
 * @param {(line: string) => void} say
 */
export async function workTogether({ overStdio, overHttp }, say) {
  const ann = (tool, args) => overStdio(tool, { agent_id: 'ann', ...SESSION, ...args });
  const ben = (tool, args) => overHttp(tool, { agent_id: 'ben', ...SESSION, ...args });
  await meet({ ann, ben, say });
  await shareContext({ ann, ben, say });
  await keepState({ ann, ben, say });
  await takeTurns({ ann, ben, read: overStdio, say });
  await shareFindings({ ann, ben, say });
  const { mode, driver, counts } = await ben('agent_registry', { action: 'status' });
  say(`status: ${mode} on ${driver}, ${counts.agents} agents, ${counts.sessions} session, ${counts.locks} locks`);
}

async function meet({ ann, ben, say }) {
  await ann('agent_registry', { action: 'register', name: 'Ann', capabilities: ['plan'] });
  await ben('agent_registry', { action: 'register', name: 'Ben', capabilities: ['code', 'test'] });
  const { agents } = await ann('agent_registry', { action: 'list', capability: 'test' });
  say(`ann looks for a tester: ${agents.map(({ agent_id }) => agent_id)}`);
}

async function shareContext({ ann, ben, say }) {
  await ann('context_coord', { action: 'create', context: { goal: 'ship 2.0', owner: 'nobody' } });
  const { context, version } = await ben('context_coord', { action: 'join' });
  say(`ben joins at version ${version}: ${JSON.stringify(context)}`);
  await ann('context_coord', { action: 'propagate', updates: { owner: 'ann' } });
  // Ben has not seen that yet.
  const { applied, conflicts: [conflict] } = await ben('context_coord', { action: 'propagate', updates: { owner: 'ben', branch: 'release/2.0' }, expected_version: version });
  say(`ben writes ${applied}; ${conflict.field} stays ${conflict.theirs}, not ${conflict.yours}`);
  const { events, next } = await ann('context_coord', { action: 'events' });
  say(`ann hears: ${events.map(({ type, agent_id }) => `${type} by ${agent_id}`).join(', ')}`);
  await ann('context_coord', { action: 'ack', sequence: next });
}

async function keepState({ ann, ben, say }) {
  await ann('session_state', { action: 'create', state: { step: 'build' } });
  await ann('session_state', { action: 'checkpoint', name: 'before the tests' });
  await ben('session_state', { action: 'update', state: { step: 'test' }, expected_version: 1 });
  say(`ann expects version 1: ${await refusal(ann('session_state', { action: 'update', state: { step: 'publish' }, expected_version: 1 }))}`);
  const { state } = await ann('session_state', { action: 'restore', name: 'before the tests' });
  say(`and goes back to: ${state.step}`);
}

async function takeTurns({ ann, ben, read, say }) {
  const store = (by, content, fence) => by('store_memory', { file_name: 'plan.md', content, wait: 'durable', ...(fence && { fence }) });
  const anns = await ann('memory_lock', { action: 'acquire', ...PLAN });
  say(`ann locks the plan, fence ${anns.fence.token}`);
  say(`ben writes without it: ${await refusal(store(ben, 'We ship on Monday.'))}`);
  const waiting = ben('memory_lock', { action: 'acquire', ...PLAN, ...PATIENTLY });
  const { version } = await store(ann, 'We ship on Friday.', anns.fence);
  say(`ann writes under her fence: version ${version}`);
  await ann('memory_lock', { action: 'release', lock_id: anns.lock_id });
  const bens = await waiting;
  say(`ben has waited, fence ${bens.fence.token}`);
  say(`ann writes under her old fence: ${await refusal(store(ann, 'We ship on Thursday.', anns.fence))}`);
  await store(ben, 'We ship on Friday, from release/2.0.', bens.fence);
  await ben('memory_lock', { action: 'release', lock_id: bens.lock_id });
  const { content } = await read('get_memory', { file_name: 'plan.md' });
  say(`the plan: ${content}`);
}

async function shareFindings({ ann, ben, say }) {
  await ben('tool_cache', { action: 'put', key: 'build of release/2.0', value: { tests: 412, failed: 0 }, ttl_seconds: 600 });
  const { value } = await ann('tool_cache', { action: 'get', key: 'build of release/2.0' });
  say(`ann takes the result of ben's build: ${JSON.stringify(value)}`);
  await ben('shared_buffer', { action: 'put', content: 'The upgrade notes lack the new port.' });
  const { items: [item] } = await ann('shared_buffer', { action: 'list', agent_id: 'ben' });
  await ann('shared_buffer', { action: 'get', item_id: item.item_id });
  const { popular: [most] } = await ann('shared_buffer', { action: 'popular', window: '1h' });
  say(`ben works on: ${item.content}${most.item_id === item.item_id ? ' (used most in the last hour)' : ''}`);
}

/** The code of the error that a call is refused with. */
async function refusal(call) {
  return call.then(() => 'not refused', (error) => error.code);
}

if (process.argv[1] === import.meta.filename) {
  const world = await openWorld({ env: { LTMC_TOOLSETS: 'default' } });
  try {
    await workTogether(world, (line) => process.stdout.write(`${line}\n`));
  } finally {
    await world.close();
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type LtmcClient } from '@ltmc/client';
import { addKey } from '@ltmc/http-api/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHttp } from '../http-program.mjs';

let folder: string;
let server: Awaited<ReturnType<typeof startHttp>>;
/** Rita and Rob work on one memory with a key each; Bert has another namespace. */
let rita: LtmcClient;
let rob: LtmcClient;
let bert: LtmcClient;
/** The lock that Rita took as Ann. */
let held: Record<string, unknown>;

const SESSION = { session_id: 'release' };
const ANN = { agent_id: 'ann', ...SESSION };
const PLAN = { resource_id: 'memory:plan.md' };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ltmc-apart-'));
  const file = join(folder, 'keys');
  const secrets: string[] = [];
  for (const [principal, namespace] of [['rita', 'red'], ['rob', 'red'], ['bert', 'blue']] as const) secrets.push((await addKey(file, { principal, namespace, scopes: ['read', 'write'] })).secret);
  server = await startHttp({ HOME: folder, DB_PATH: join(folder, 'ltmc.db'), LTMC_API_KEYS_FILE: file, LTMC_TOOLSETS: 'all', LOG_LEVEL: 'warn' });
  [rita, rob, bert] = secrets.map((apiKey) => createHttpClient({ url: server.url, apiKey })) as [LtmcClient, LtmcClient, LtmcClient];
});
afterAll(async () => {
  for (const client of [rita, rob, bert]) await client?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const refusal = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'answered', (error: { code: unknown }) => error.code);

/** Everything of one name that somebody sees. */
async function seenBy(client: LtmcClient): Promise<unknown[]> {
  const { agents } = await client.call('agent_registry', { action: 'list' });
  const state = await client.call('session_state', { action: 'get', ...SESSION }).then((answer) => answer['state'], (error: { code: unknown }) => error.code);
  const { locked } = await client.call('memory_lock', { action: 'status', ...PLAN });
  const { value = null } = await client.call('tool_cache', { action: 'get', key: 'build' });
  const { items } = await client.call('shared_buffer', { action: 'list', ...ANN });
  return [(agents as object[]).length, state, locked, value, (items as object[]).length];
}

async function fill(client: LtmcClient, mark: string): Promise<Record<string, unknown>> {
  await client.call('agent_registry', { action: 'register', ...ANN });
  await client.call('context_coord', { action: 'create', ...ANN, context: { mark } });
  await client.call('session_state', { action: 'create', ...ANN, state: { mark } });
  await client.call('tool_cache', { action: 'put', ...ANN, key: 'build', value: mark });
  await client.call('shared_buffer', { action: 'put', ...ANN, content: mark });
  return client.call('memory_lock', { action: 'acquire', ...ANN, ...PLAN, timeout: 600 });
}

it('the same names in another namespace are others: nothing of this one is seen or changed there', async () => {
  held = await fill(rita, 'red');
  const red = [1, { mark: 'red' }, true, 'red', 1];
  expect(await seenBy(rita)).toEqual(red);
  expect(await seenBy(bert)).toEqual([0, 'LTMC_NOT_FOUND', false, null, 0]);
  expect(await fill(bert, 'blue')).toMatchObject({ acquired: true, fence: { ...PLAN, token: 1 } });
  expect(await seenBy(bert)).toEqual([1, { mark: 'blue' }, true, 'blue', 1]);
  expect(await seenBy(rita)).toEqual(red);
});

it('another credential of the namespace sees an agent, and may neither act as it nor use its locks', async () => {
  const { agents: [ann] } = (await rob.call('agent_registry', { action: 'list' })) as { agents: object[] };
  expect(ann).toMatchObject({ agent_id: 'ann', own: false });
  const { lock_id, fence } = held;
  for (const [tool, args] of [
    ['agent_registry', { action: 'heartbeat', ...ANN }],
    ['agent_registry', { action: 'register', ...ANN }],
    ['agent_registry', { action: 'deregister', ...ANN }],
    ['memory_lock', { action: 'acquire', ...ANN, resource_id: 'anything' }],
    ['memory_lock', { action: 'extend', ...ANN, lock_id }],
    ['memory_lock', { action: 'release', ...ANN, lock_id }],
    ['context_coord', { action: 'propagate', ...ANN, updates: { mark: 'stolen' } }],
    ['shared_buffer', { action: 'put', ...ANN, content: 'stolen' }],
    ['store_memory', { ...ANN, file_name: 'plan.md', content: 'stolen', fence }],
  ] as const) expect([tool, args, await refusal(rob.call(tool, args))]).toEqual([tool, args, 'LTMC_NOT_OWNER']);
  expect(await refusal(rob.call('store_memory', { file_name: 'plan.md', content: 'stolen' }))).toBe('LTMC_LOCKED');
  expect(await seenBy(rita)).toEqual([1, { mark: 'red' }, true, 'red', 1]);
});

it('another agent of the same credential may not use the lock either', async () => {
  const { lock_id } = held;
  expect(await refusal(rita.call('memory_lock', { action: 'release', agent_id: 'zoe', lock_id }))).toBe('LTMC_NOT_OWNER');
  expect(await rita.call('memory_lock', { action: 'release', ...ANN, lock_id })).toMatchObject({ released: true });
  expect(await refusal(rita.call('memory_lock', { action: 'release', ...ANN, lock_id }))).toBe('LTMC_LOCK_LOST');
});

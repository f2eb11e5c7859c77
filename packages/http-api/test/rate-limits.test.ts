import { Client } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi, type Reply } from './fixture-api.js';
import { seriesOf } from './series-of.js';

const MINUTE = 60_000;
let nowMs = 0;
let fixture: FixtureApi;
beforeEach(async () => {
  nowMs = 1_000;
  fixture = await openFixtureApi({
    clock: { nowMs: () => nowMs },
    rateLimits: [{ name: '*', count: 6, perMs: MINUTE }, { name: 'echo', count: 2, perMs: MINUTE }],
  });
});
afterEach(() => fixture.api.close());

const request = (method: string, params: object = {}, id: number | undefined = 1) => ({ jsonrpc: '2.0', method, params, ...(id === undefined ? {} : { id }) });
const call = (method: string, params?: object): Promise<Reply> => fixture.rpc(request(method, params));
const overMcp = (body: object): Promise<Reply> => fixture.send('POST', '/mcp', { headers: { accept: 'application/json, text/event-stream' }, body });
const refused = (id: number | null, seconds: number) => ({
  jsonrpc: '2.0', id, error: { code: -32_018, message: `Calls of echo are limited to 2/min; try again in ${seconds} s`, data: { code: 'LTMC_RATE_LIMITED', retry_after_seconds: seconds, limit: 'echo=2/min' } },
});

describe('JSON-RPC', () => {
  it('answers a call over the limit of its tool with 429 and when to come back', async () => {
    expect([(await call('echo')).status, (await call('tools/call', { name: 'echo' })).status]).toEqual([200, 200]);
    for (const again of [await call('echo'), await call('tools/call', { name: 'echo' })]) expect(again).toMatchObject({ status: 429, headers: { 'retry-after': '30' }, body: refused(1, 30) });
    expect((await call('whoami')).status).toBe(200);
    expect(fixture.registry.ended.map(({ name }) => name)).toEqual(['echo', 'echo', 'whoami']);
    nowMs += 28_500;
    expect(await call('echo')).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    nowMs += 1_500;
    expect((await call('echo')).status).toBe(200);
  });

  it('counts every call of a batch, and lets those through that fit', async () => {
    const batch = [request('echo', {}, 1), request('echo', {}, 2), request('echo', {}, 3), request('whoami', {}, 4)];
    const mixed = await fixture.rpc(batch);
    expect(mixed).toMatchObject({ status: 200, headers: { 'retry-after': '30' }, body: [{ id: 1, result: {} }, { id: 2, result: {} }, refused(3, 30), { id: 4, result: {} }] });
    expect(await fixture.rpc([request('echo', {}, 5), request('echo', {}, 6)])).toMatchObject({ status: 429, body: [refused(5, 30), refused(6, 30)] });
    expect(await fixture.rpc([{ jsonrpc: '2.0', method: 'echo' }])).toMatchObject({ status: 429, text: '' });
    expect(fixture.registry.ended).toHaveLength(3);
  });

  it('counts all calls together, names that are none too; what is no call is free', async () => {
    for (const method of ['echo', 'whoami', 'whoami', 'ecko', 'missing', 'subtract']) await call(method);
    expect(await call('whoami')).toMatchObject({ status: 429, headers: { 'retry-after': '10' }, body: { error: { data: { limit: '*=6/min' } } } });
    expect((await call('tools/list')).status).toBe(200);
    expect((await fixture.send('GET', '/tools')).status).toBe(200);
  });
});

describe('MCP', () => {
  it('answers a call over the limit with 429 and the id of the call', async () => {
    for (const _ of [1, 2]) expect((await overMcp(request('tools/call', { name: 'echo', arguments: {} }))).status).toBe(200);
    expect(await overMcp(request('tools/call', { name: 'echo', arguments: {} }, 7))).toMatchObject({ status: 429, headers: { 'retry-after': '30' }, body: refused(7, 30) });
    expect((await overMcp(request('tools/list'))).status).toBe(200);
    expect(fixture.registry.ended).toHaveLength(2);
  });

  it('refuses a batch whole, so that none of it runs twice', async () => {
    const calls = (count: number): object[] => Array.from({ length: count }, (_, index) => request('tools/call', { name: 'echo', arguments: {} }, index));
    expect(await overMcp(calls(3))).toMatchObject({ status: 413, body: { error: { data: { code: 'LTMC_REQUEST_TOO_LARGE' } } } });
    await call('echo');
    expect(await overMcp(calls(2))).toMatchObject({ status: 429 });
    expect((await call('echo')).status).toBe(200);
    expect(fixture.registry.ended).toHaveLength(2);
  });

  it.each(['legacy', { pin: '2026-07-28' }] as const)('a client is told why, and goes on later (%j)', async (mode) => {
    const client = new Client({ name: 'limited', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(`${fixture.url}/mcp`)));
    const echo = (): Promise<unknown> => client.callTool({ name: 'echo', arguments: {} });
    await echo();
    await echo();
    await expect(echo()).rejects.toThrow(/limited to 2\/min; try again in 30 s/u);
    nowMs += 30_000;
    expect(await echo()).toMatchObject({ structuredContent: { success: true } });
    await client.close();
  });
});

it('counts what was refused in the metrics, and keeps it out of the log', async () => {
  for (const _ of [1, 2, 3, 4]) await call('echo');
  expect(seriesOf((await fixture.send('GET', '/metrics')).text).get('ltmc_rate_limited_total{limit="calls"}')).toBe(2);
  expect(fixture.log.filter(({ level }) => level !== 'debug')).toEqual([]);
});

it('does not start with a limit of a tool that is not there', async () => {
  await expect(openFixtureApi({ rateLimits: [{ name: 'ecko', count: 1, perMs: MINUTE }, { name: '*', count: 1, perMs: MINUTE }] })).rejects.toMatchObject({
    code: 'LTMC_CONFIG_INVALID', message: 'LTMC_RATE_LIMITS names "ecko", which is no tool that this server shows',
  });
});

it('has no limit where nobody needs a key and nothing is said', async () => {
  await using free = await openFixtureApi({ clock: { nowMs: () => 0 } });
  const batch = Array.from({ length: 100 }, (_, id) => request('whoami', {}, id));
  for (let sent = 0; sent < 40; sent += 1) expect((await free.rpc(batch)).headers['retry-after']).toBeUndefined();
  expect(free.registry.ended).toHaveLength(4_000);
});

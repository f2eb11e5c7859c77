import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiKeys, type ApiKeys } from '../src/index.js';
import { addKey } from '../src/keys/index.js';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';
import { keysWorld, type KeysWorld } from './fixture-keys.js';

let world: KeysWorld;
let keys: ApiKeys;
let fixture: FixtureApi;
let [alice, bob] = ['', ''];
beforeAll(async () => {
  world = await keysWorld();
  ({ secret: alice } = await addKey(world.path, { principal: 'alice', namespace: 'team-a', scopes: ['read', 'write'] }));
  ({ secret: bob } = await addKey(world.path, { principal: 'bob', namespace: 'team-b', scopes: ['read'] }));
  keys = await openApiKeys(world.options);
  fixture = await openFixtureApi({ apiKeys: keys });
});
afterAll(async () => {
  await fixture.api.close();
  await keys.close();
  await world[Symbol.asyncDispose]();
});

const whoami = (id: number) => ({ jsonrpc: '2.0', id, method: 'whoami', params: { namespace: 'team-b', principal: 'root' } });
const asked = [
  ['POST', '/jsonrpc', whoami(1)],
  ['POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }],
  ['GET', '/tools', undefined],
  ['GET', '/health', undefined],
  ['GET', '/metrics', undefined],
] as const;
const headers = (authorization?: string): Record<string, string> => ({
  accept: 'application/json, text/event-stream', ...(authorization === undefined ? {} : { authorization }),
});

describe.each(asked)('%s %s', (method, path, body) => {
  const send = (authorization?: string) => fixture.send(method, path, { headers: headers(authorization), ...(body && { body }) });
  const codeOf = (reply: unknown): unknown => {
    const { error } = reply as { error: { code: unknown; data?: { code: unknown } } };
    return error.data?.code ?? error.code;
  };

  it('without a key is a 401 that says how', async () => {
    const reply = await send();
    expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="ltmc"' } });
    expect(codeOf(reply.body)).toBe('LTMC_KEY_MISSING');
  });

  it.each(['Bearer wrong', 'Bearer', 'Bearer ', 'Basic YWxpY2U6cHc=', 'Bearer a b', `Bearer ${'x'.repeat(4_000)}`])('with %j is a 401', async (authorization) => {
    const reply = await send(authorization);
    expect(reply).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="ltmc", error="invalid_token"' } });
    expect(codeOf(reply.body)).toBe('LTMC_KEY_REFUSED');
    expect(reply.text).not.toContain(authorization.slice(7) || 'nothing');
  });

  it('with a key is answered', async () => {
    expect((await send(`Bearer ${alice}`)).status).toBe(200);
    expect((await send(`bearer  ${bob}`)).status).toBe(200);
  });
});

describe('a key', () => {
  it('alone says who calls, over JSON-RPC and MCP, whatever the arguments say', async () => {
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'whoami', arguments: { namespace: 'team-b' } } };
    for (const [key, who] of [[alice, 'alice@team-a'], [bob, 'bob@team-b']] as const) {
      const sent = { headers: headers(`Bearer ${key}`) };
      expect((await fixture.send('POST', '/jsonrpc', { ...sent, body: whoami(1) })).body).toMatchObject({ result: { got: who } });
      expect((await fixture.send('POST', '/jsonrpc', { ...sent, body: [whoami(1), call] })).body).toMatchObject([{ result: { got: who } }, { result: { structuredContent: { got: who } } }]);
      expect((await fixture.send('POST', '/mcp', { ...sent, body: call })).text).toContain(`"got":"${who}"`);
    }
  });

  it('is not needed by probes, and a Host or Origin that is refused is refused before it', async () => {
    for (const path of ['/health/live', '/health/ready']) expect((await fixture.send('GET', path)).status).toBe(200);
    for (const odd of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
      expect((await fixture.send('GET', '/tools', { headers: { ...headers(`Bearer ${alice}`), ...odd } })).status).toBe(403);
    }
  });

  it('is not written to the log, nor is one that is wrong', async () => {
    await fixture.send('GET', '/tools', { headers: headers('Bearer ltmc_mistyped') });
    const log = JSON.stringify([fixture.log, world.log]);
    for (const secret of [alice, bob, 'ltmc_mistyped']) expect(log).not.toContain(secret);
    expect(log).toContain('LTMC_KEY_REFUSED');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiKeys, type ApiKeys, type HttpApiOptions } from '../src/index.js';
import { addKey } from '../src/keys/index.js';
import { openFixtureApi, type FixtureApi, type Reply } from './fixture-api.js';
import { keysWorld, type KeysWorld } from './fixture-keys.js';

let world: KeysWorld;
let keys: ApiKeys;
let [alice, bob] = ['', ''];
beforeAll(async () => {
  world = await keysWorld();
  ({ secret: alice } = await addKey(world.path, { principal: 'alice', namespace: 'team', scopes: ['read'] }));
  ({ secret: bob } = await addKey(world.path, { principal: 'bob', namespace: 'team', scopes: ['read'] }));
  keys = await openApiKeys(world.options);
});
afterAll(async () => {
  await keys.close();
  await world[Symbol.asyncDispose]();
});

const open = (options: Partial<HttpApiOptions>): Promise<FixtureApi> => openFixtureApi({ apiKeys: keys, clock: { nowMs: () => 0 }, ...options });
const get = (fixture: FixtureApi, key: string | undefined, from?: string): Promise<Reply> =>
  fixture.send('GET', '/tools', { headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...(from === undefined ? {} : { 'x-forwarded-for': from }) } });
const whoami = (fixture: FixtureApi, key: string): Promise<Reply> => fixture.send('POST', '/jsonrpc', { headers: { authorization: `Bearer ${key}` }, body: { jsonrpc: '2.0', id: 1, method: 'whoami' } });

describe('wrong keys', () => {
  it('are counted by address, on every path alike; a good key is let in all the same', async () => {
    await using fixture = await open({ rateLimits: [{ name: 'failed-auth', count: 2, perMs: 60_000 }] });
    expect([(await get(fixture, 'wrong')).status, (await whoami(fixture, 'wrong')).status]).toEqual([401, 401]);
    const over = { status: 429, headers: { 'retry-after': '30' } };
    expect(await get(fixture, 'wrong')).toMatchObject({ ...over, body: { error: { code: 'LTMC_RATE_LIMITED', retry_after_seconds: 30 } } });
    expect(await whoami(fixture, 'wrong')).toMatchObject({ ...over, body: { error: { code: -32_018 } } });
    expect([(await get(fixture, alice)).status, (await get(fixture, undefined)).status]).toEqual([200, 401]);
  });

  it('come from the connection, unless proxies are trusted', async () => {
    const rateLimits = [{ name: 'failed-auth', count: 1, perMs: 60_000 }];
    const statuses = async (trustProxyHops: number, froms: readonly string[]): Promise<number[]> => {
      await using fixture = await open({ rateLimits, trustProxyHops });
      const replies: number[] = [];
      for (const from of froms) replies.push((await get(fixture, 'wrong', from)).status);
      return replies;
    };
    expect(await statuses(0, ['10.0.0.1', '10.0.0.2'])).toEqual([401, 429]);
    expect(await statuses(1, ['10.0.0.1', '10.0.0.2', '6.6.6.6, 10.0.0.1'])).toEqual([401, 401, 429]);
    expect(await statuses(2, ['10.0.0.1, 10.9.9.9', '10.0.0.2, 10.9.9.9', '6.6.6.6, 10.0.0.1, 10.9.9.9'])).toEqual([401, 401, 429]);
  });

  it('have a limit of their own where keys are needed, whatever else is said', async () => {
    const wrong = async (options: Partial<HttpApiOptions>): Promise<number> => {
      await using fixture = await open(options);
      let refused = 0;
      while (refused < 100 && (await get(fixture, 'wrong')).status === 401) refused += 1;
      return refused;
    };
    expect(await wrong({})).toBe(60);
    expect(await wrong({ rateLimits: [{ name: 'echo', count: 1, perMs: 1_000 }] })).toBe(60);
    expect(await wrong({ rateLimits: [] })).toBe(100);
  });
});

it('each principal has calls of its own, and a default limit', async () => {
  await using fixture = await open({ rateLimits: [{ name: '*', count: 1, perMs: 60_000 }] });
  expect([(await whoami(fixture, alice)).status, (await whoami(fixture, alice)).status, (await whoami(fixture, bob)).status]).toEqual([200, 429, 200]);
  await using other = await open({});
  const batch = Array.from({ length: 100 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'whoami' }));
  let answered = 0;
  while (answered < 50 && (await other.send('POST', '/jsonrpc', { headers: { authorization: `Bearer ${alice}` }, body: batch })).status === 200) answered += 1;
  expect(answered).toBe(30);
});

import { afterEach, describe, expect, it } from 'vitest';
import { openApiKeys, type OrchestrationReport } from '../src/index.js';
import { addKey } from '../src/keys/index.js';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';
import { keysWorld } from './fixture-keys.js';

const PATH = '/orchestration/health';
const REPORT = { status: 'ok', timestamp: '2026-11-22T10:00:00.000Z', mode: 'full', driver: 'sqlite', reach: 'machine', services: { memory_lock: true }, latencyMs: 0.3 } as const;

let fixture: FixtureApi | undefined;
afterEach(() => fixture?.api.close());

async function open(report: OrchestrationReport = REPORT): Promise<FixtureApi> {
  fixture = await openFixtureApi({ orchestrationHealth: async () => report });
  return fixture;
}

describe(`GET ${PATH}`, () => {
  it('tells how agents coordinate, in snake_case', async () => {
    const { latencyMs, ...rest } = REPORT;
    expect(await (await open()).send('GET', PATH)).toMatchObject({ status: 200, body: { ...rest, latency_ms: latencyMs } });
  });

  it('is a 503 where they cannot, and says why', async () => {
    const why = 'the Redis does not answer';
    expect(await (await open({ ...REPORT, status: 'unavailable', why } as OrchestrationReport)).send('GET', PATH)).toMatchObject({ status: 503, body: { status: 'unavailable', why } });
  });

  it('says nothing of whether memories are served', async () => {
    const { send } = await open({ ...REPORT, status: 'unavailable' } as OrchestrationReport);
    expect((await send('GET', '/health')).status).toBe(200);
    expect((await send('GET', '/health/ready')).status).toBe(200);
  });

  it.each(['POST', 'PUT', 'DELETE'])('refuses %s and tells what it takes', async (method) => {
    expect(await (await open()).send(method, PATH)).toMatchObject({ status: 405, headers: { allow: expect.stringContaining('GET') } });
  });

  it('is not there where the server has no coordination', async () => {
    fixture = await openFixtureApi();
    expect((await fixture.send('GET', PATH)).status).toBe(404);
  });

  it('needs a key where there are keys', async () => {
    await using world = await keysWorld();
    const { secret } = await addKey(world.path, { principal: 'alice', namespace: 'team', scopes: ['read'] });
    await using keys = await openApiKeys(world.options);
    await using keyed = await openFixtureApi({ apiKeys: keys, orchestrationHealth: async () => REPORT });
    expect(await keyed.send('GET', PATH)).toMatchObject({ status: 401, body: { error: { code: 'LTMC_KEY_MISSING' } } });
    expect((await keyed.send('GET', PATH, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
    expect((await keyed.send('GET', PATH, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200);
  });
});

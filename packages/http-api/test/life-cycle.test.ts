import { expect, it } from 'vitest';
import { openFixtureApi } from './fixture-api.js';

const slow = (ms: number): object => ({ jsonrpc: '2.0', id: 1, method: 'slow', params: { ms } });

it('without API keys listens only where the machine itself can call', async () => {
  await using fixture = await openFixtureApi();
  for (const host of ['0.0.0.0', '::', '192.168.1.4', 'example.org']) {
    await expect(fixture.api.listen({ host, port: 0 })).rejects.toMatchObject({ code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining(`"${host}"`) });
  }
  await using second = await openFixtureApi();
  await second.api.close();
  await expect(second.api.listen()).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
});

it('with API keys listens on every address, and says one that can be called', async () => {
  const { createHttpApi } = await import('../src/index.js');
  await using fixture = await openFixtureApi();
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const apiKeys = { find: () => undefined };
  await using open = await createHttpApi({ registry: fixture.registry, logger, info: { name: 'a', version: '1' }, caller: { namespace: 'n', principal: 'p' }, health: async () => fixture.report, apiKeys });
  const url = await open.listen({ host: '0.0.0.0', port: 0 });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
  expect((await fetch(`${url}/tools`)).status).toBe(401);
});

it('says that a port is in use', async () => {
  await using fixture = await openFixtureApi();
  const port = Number(new URL(fixture.url).port);
  const { createHttpApi } = await import('../src/index.js');
  const { registry, report } = fixture;
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  await using other = await createHttpApi({ registry, logger, info: { name: 'a', version: '1' }, caller: { namespace: 'n', principal: 'p' }, health: async () => report });
  await expect(other.listen({ port })).rejects.toMatchObject({ code: 'LTMC_CONFIG_INVALID', message: expect.stringContaining(`HTTP_PORT ${port} on 127.0.0.1 is already in use`) });
});

it('closing lets a request in flight finish and takes no new one', async () => {
  const fixture = await openFixtureApi();
  const begun = fixture.registry.once('slow begun');
  const inFlight = fixture.rpc(slow(300));
  await begun;
  const closing = fixture.api.close();
  await expect(fixture.rpc(slow(1))).rejects.toThrow('ECONNREFUSED');
  expect((await inFlight).body).toMatchObject({ result: { got: 'waited' } });
  await closing.then(() => fixture.api.close());
});

it('closing is not held up by connections kept alive', async () => {
  const fixture = await openFixtureApi();
  expect((await fetch(`${fixture.url}/health/live`)).status).toBe(200);
  await fixture.api.close();
});

it('closing cuts off what takes too long, which cancels the call', async () => {
  const fixture = await openFixtureApi({ drainMs: 200 });
  const begun = fixture.registry.once('slow begun');
  const ended = fixture.registry.once('slow');
  const inFlight = fixture.rpc(slow(600_000)).catch((error: Error) => error.message);
  await begun;
  await fixture.api.close();
  await ended;
  expect(fixture.registry.ended).toMatchObject([{ got: 'cancelled' }]);
  expect(await inFlight).toBe('socket hang up');
});

it('a client that goes away cancels its call', async () => {
  await using fixture = await openFixtureApi();
  const begun = fixture.registry.once('slow begun');
  const ended = fixture.registry.once('slow');
  const abort = new AbortController();
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(slow(600_000)), signal: abort.signal };
  const request = fetch(`${fixture.url}/jsonrpc`, init).catch(() => 'gone');
  await begun;
  abort.abort();
  expect(await request).toBe('gone');
  await ended;
  expect(fixture.registry.ended).toMatchObject([{ got: 'cancelled' }]);
});

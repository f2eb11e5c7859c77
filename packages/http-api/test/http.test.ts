import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';

let fixture: FixtureApi;
beforeEach(async () => {
  fixture = await openFixtureApi({ allowedHosts: ['memory.example'] });
});
afterEach(() => fixture.api.close());

describe('health', () => {
  it('shows every part, in snake_case', async () => {
    expect(await fixture.send('GET', '/health')).toMatchObject({ status: 200, body: {
      status: 'ok', timestamp: '2026-11-22T10:00:00.000Z',
      components: {
        database: { state: 'ok', latency_ms: 0.4 }, vector_store: { state: 'ok', lag_changes: 0 },
        redis: { state: 'disabled', why: 'not part of this version' }, neo4j: { state: 'disabled', why: 'not part of this version' },
      },
    } });
  });

  it('is a 503 only where LTMC cannot serve', async () => {
    const { components } = fixture.report;
    fixture.report = { ...fixture.report, status: 'degraded', components: { ...components, vector_store: { state: 'degraded', why: 'no native part' } } };
    expect((await fixture.send('GET', '/health')).status).toBe(200);
    expect((await fixture.send('GET', '/health/ready')).status).toBe(200);
    fixture.report = { ...fixture.report, status: 'unavailable', components: { ...components, database: { state: 'unavailable', why: 'the disk is full' } } };
    expect((await fixture.send('GET', '/health')).status).toBe(503);
    expect(await fixture.send('GET', '/health/ready')).toMatchObject({ status: 503, body: { why: 'the disk is full' } });
    expect(await fixture.send('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });
});

describe('Host and Origin', () => {
  it.each(['localhost', 'LOCALHOST:5050', '127.0.0.1:1', '127.0.0.1', '[::1]:5050', 'memory.example', 'memory.example:443'])('lets in the host %s', async (host) => {
    expect((await fixture.send('GET', '/tools', { headers: { host } })).status).toBe(200);
  });

  it.each(['evil.example', 'localhost.evil.example', 'evil.example:5050', '127.0.0.1.evil.example', 'user@localhost', '10.0.0.1', 'localhost/evil'])('refuses the host %j', async (host) => {
    const reply = await fixture.send('POST', '/jsonrpc', { headers: { host }, body: { jsonrpc: '2.0', id: 1, method: 'echo' } });
    expect(reply).toMatchObject({ status: 403, body: { error: { code: -32_011, data: { code: 'LTMC_HOST_REFUSED' } } } });
    expect(fixture.registry.ended).toEqual([]);
  });

  it.each([['evil.example:5050', 'evil.example'], ['192.0.2.2:5152', '192.0.2.2'], ['[2001:DB8::1]:80', '[2001:db8::1]'], ['EVIL.example', 'evil.example']])('names the host %s as LTMC_ALLOWED_HOSTS takes it, %s', async (host, name) => {
    const reply = await fixture.send('GET', '/tools', { headers: { host } });
    expect(reply).toMatchObject({ status: 403, body: { error: { message: expect.stringContaining(`"${name}"`) } } });
    await using told = await openFixtureApi({ allowedHosts: [name] });
    expect((await told.send('GET', '/tools', { headers: { host } })).status).toBe(200);
  });

  it('says in the log what was refused, without what a query may hold', async () => {
    await using logged = await openFixtureApi();
    await logged.send('GET', '/tools?key=hunter2', { headers: { host: 'evil.example' } });
    await logged.send('POST', '/jsonrpc', { headers: { host: 'evil.example' }, body: { jsonrpc: '2.0', id: 1, method: 'echo' } });
    expect(logged.log.filter(({ message }) => message === 'request refused').map(({ fields: { code, method, path } }) => [code, method, path])).toEqual([['LTMC_HOST_REFUSED', 'GET', '/tools'], ['LTMC_HOST_REFUSED', 'POST', '/jsonrpc']]);
  });

  it.each(['http://localhost:3000', 'https://memory.example'])('lets in pages from %s', async (origin) => {
    expect((await fixture.send('GET', '/health', { headers: { origin } })).status).toBe(200);
  });

  it.each(['https://evil.example', 'null', 'file://', 'chrome-extension://localhost', 'http://localhost.evil.example'])('refuses pages from %s', async (origin) => {
    expect(await fixture.send('GET', '/tools', { headers: { origin } })).toMatchObject({ status: 403, body: { error: { code: 'LTMC_ORIGIN_REFUSED' } } });
    expect(await fixture.send('POST', '/mcp', { headers: { origin }, body: {} })).toMatchObject({ status: 403, body: { error: { code: -32_012 } } });
  });
});

describe('what is not there', () => {
  it('names the paths that are', async () => {
    expect(await fixture.send('GET', '/nothing/%')).toMatchObject({ status: 404, body: { error: {
      code: 'LTMC_REQUEST_INVALID', message: expect.stringContaining('POST /jsonrpc'), error_id: expect.any(String),
    } } });
  });

  it.each([
    ['GET', '/jsonrpc', 'POST'], ['PUT', '/jsonrpc', 'POST'], ['GET', '/mcp', 'POST'], ['DELETE', '/mcp', 'POST'], ['OPTIONS', '/mcp', 'POST'],
    ['POST', '/tools', 'GET, HEAD'], ['DELETE', '/health', 'GET, HEAD'], ['POST', '/health/live', 'GET, HEAD'], ['POST', '/health/ready', 'GET, HEAD'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    expect(await fixture.send(method, path)).toMatchObject({ status: 405, headers: { allow } });
  });

  it('HEAD is GET without a body', async () => {
    expect(await fixture.send('HEAD', '/health')).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    { 'content-type': 'text/plain' }, { 'content-type': 'application/json; charset=utf-16' }, { 'content-encoding': 'gzip' }, { 'content-type': '' },
  ])('a body sent as %j is a 415', async (headers) => {
    for (const path of ['/jsonrpc', '/mcp']) {
      expect(await fixture.send('POST', path, { headers, body: '{}' })).toMatchObject({ status: 415, body: { error: { code: -32_600 } } });
    }
  });

  it.each(['/jsonrpc', '/mcp'])('%s refuses a body nested deeper than 64 levels', async (path) => {
    const headers = { accept: 'application/json, text/event-stream' };
    const nested = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"a":${nested}}}}`;
    expect(await fixture.send('POST', path, { headers, body })).toMatchObject({ status: 400, body: { error: { code: -32_600, data: { code: 'LTMC_REQUEST_INVALID' } } } });
  });

  it('takes a body that says it is UTF-8', async () => {
    const headers = { 'content-type': 'Application/JSON; charset="UTF-8"' };
    const reply = await fixture.send('POST', '/jsonrpc', { headers, body: { jsonrpc: '2.0', id: 1, method: 'whoami' } });
    expect(reply.body).toMatchObject({ result: { got: 'local@tenant' } });
  });
});

it('keeps the cause of a failure in the log', async () => {
  await using failing = await openFixtureApi({ health: async () => { throw new Error('SELECT * FROM /var/secret'); } });
  const { status, text } = await failing.send('GET', '/health');
  expect(status).toBe(500);
  expect(text).toContain('LTMC_INTERNAL');
  expect(text).not.toMatch(/SELECT|secret|at /u);
  expect(failing.log).toContainEqual(expect.objectContaining({ level: 'error', fields: expect.objectContaining({ cause: expect.any(Error) }) }));
});

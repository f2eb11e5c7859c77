import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi, type Reply } from './fixture-api.js';

const APP = 'https://app.example';
let fixture: FixtureApi;
beforeAll(async () => {
  fixture = await openFixtureApi({ corsOrigins: [APP, 'tauri://localhost'], apiKeys: { find: () => undefined }, rateLimits: [] });
});
afterAll(() => fixture.api.close());

const preflight = (origin: string, path = '/mcp', headers = 'authorization,content-type,mcp-protocol-version'): Promise<Reply> =>
  fixture.send('OPTIONS', path, { headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers } });
const listOf = (header: unknown): string[] => String(header).toLowerCase().split(',');

describe('a page of a named origin', () => {
  it.each(['/mcp', '/jsonrpc', '/tools'])('may ask before it calls %s, without a key', async (path) => {
    const { status, headers, text } = await preflight(APP, path);
    expect({ status, text, origin: headers['access-control-allow-origin'], vary: headers['vary'] }).toMatchObject({ status: 204, text: '', origin: APP, vary: expect.stringContaining('Origin') });
    expect(listOf(headers['access-control-allow-methods'])).toEqual(['get', 'head', 'post']);
    expect(listOf(headers['access-control-allow-headers'])).toEqual(expect.arrayContaining(['authorization', 'content-type', 'mcp-session-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name']));
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['access-control-max-age']).toBe('7200');
  });

  it('may send the headers that MCP names after parameters, and no others that come to mind', async () => {
    const { headers } = await preflight(APP, '/mcp', 'Mcp-Param-Region, x-forwarded-for, x-other');
    expect(listOf(headers['access-control-allow-headers'])).toContain('mcp-param-region');
    expect(listOf(headers['access-control-allow-headers'])).not.toEqual(expect.arrayContaining([expect.stringMatching(/^x-/u)]));
  });

  it('can read why it was refused, and what it needs of MCP', async () => {
    const { status, headers } = await fixture.send('POST', '/jsonrpc', { headers: { origin: APP }, body: {} });
    expect({ status, origin: headers['access-control-allow-origin'] }).toEqual({ status: 401, origin: APP });
    expect(listOf(headers['access-control-expose-headers'])).toEqual(['mcp-protocol-version', 'mcp-session-id', 'retry-after', 'www-authenticate']);
  });

  it('may be no web page at all', async () => {
    expect((await preflight('tauri://localhost')).headers['access-control-allow-origin']).toBe('tauri://localhost');
  });
});

describe('any other page', () => {
  it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:8443', 'null'])('of %s is refused and told nothing', async (origin) => {
    for (const reply of [await preflight(origin), await fixture.send('GET', '/tools', { headers: { origin } })]) {
      expect(reply).toMatchObject({ status: 403, text: expect.stringContaining('LTMC_ORIGIN_REFUSED') });
      expect(reply.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('of this machine may call, and cannot read the answer unless it is named', async () => {
    const { status, headers } = await fixture.send('GET', '/health/live', { headers: { origin: 'http://localhost:3000' } });
    expect(status).toBe(200);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('by a name that this server does not answer to is refused, whatever its origin', async () => {
    expect((await fixture.send('GET', '/tools', { headers: { origin: APP, host: 'evil.example' } })).status).toBe(403);
  });
});

it('says nothing of origins where none is named', async () => {
  await using plain = await openFixtureApi();
  const { status, headers } = await plain.send('OPTIONS', '/mcp', { headers: { origin: 'http://localhost:3000', 'access-control-request-method': 'POST' } });
  expect({ status, names: Object.keys(headers).filter((name) => name.startsWith('access-control')) }).toEqual({ status: 405, names: [] });
});

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addKey } from '@ltmc/http-api/keys';
import { readAuditTail, verifyAuditTrail } from '@ltmc/observability';
import { startHttpProgram, tempData } from '@ltmc/testing';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const post = (url: string, path: string, key: string, body: object): Promise<number> => fetch(`${url}${path}`, {
  method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }, body: JSON.stringify(body),
}).then(({ status }) => status);
const call = (tool: string) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: {} } });

it('servers with keys keep one trail, whatever face was called, refusals in it, and no text', async () => {
  await using data = await tempData();
  const { secret } = await addKey(join(data.folder, 'api-keys'), { principal: 'alice', namespace: 'team', scopes: ['read'] });
  const folder = join(data.folder, 'audit');
  const env = { ...data.env, LTMC_RATE_LIMITS: 'list_todos=1/h' };
  {
    await using one = await startHttpProgram(MAIN, env);
    await using two = await startHttpProgram(MAIN, env);
    expect(await post(one.url, '/jsonrpc', secret, call('list_memories'))).toBe(200);
    expect(await post(two.url, '/mcp', secret, call('list_memories'))).toBe(200);
    expect(await post(one.url, '/jsonrpc', secret, { ...call(''), method: 'store_memory', params: { file_name: 'plan.md', content: 'We attack at dawn.' } })).toBe(200);
    expect([await post(two.url, '/mcp', secret, call('list_todos')), await post(two.url, '/mcp', secret, call('list_todos'))]).toEqual([200, 429]);
    expect(await post(one.url, '/jsonrpc', `${secret}x`, call('list_memories'))).toBe(401);
    expect([await one.stop(), await two.stop()]).toEqual([0, 0]);
  }
  const rows = await readAuditTail(folder, 100);
  const alice = { principal: 'alice', namespace: 'team' };
  expect(rows.map(({ tool, outcome, principal }) => [tool, outcome, principal]).toSorted()).toEqual([
    [undefined, 'LTMC_KEY_REFUSED', undefined], ['list_memories', 'ok', 'alice'], ['list_memories', 'ok', 'alice'],
    ['list_todos', 'LTMC_RATE_LIMITED', 'alice'], ['list_todos', 'ok', 'alice'], ['store_memory', 'LTMC_SCOPE_MISSING', 'alice'],
  ]);
  expect(rows).toContainEqual(expect.objectContaining({ ...alice, tool: 'store_memory', outcome: 'LTMC_SCOPE_MISSING', error_id: expect.any(String), duration_ms: expect.any(Number) }));
  expect(rows).toContainEqual({ at: expect.any(String), outcome: 'LTMC_KEY_REFUSED', address: '127.0.0.1' });
  expect(JSON.stringify(rows)).not.toMatch(/attack|plan\.md/u);
  expect(await verifyAuditTrail(folder)).toMatchObject({ files: 2, rows: 6 + 4, problems: [], unfinished: [] });
});

it('keeps none where nobody needs a key, unless it is asked for', async () => {
  await using data = await tempData();
  for (const [env, kept] of [[data.env, false], [{ ...data.env, LTMC_AUDIT: 'true' }, true]] as const) {
    await using http = await startHttpProgram(MAIN, env);
    await http.rpc('list_memories');
    expect(await http.stop()).toBe(0);
    expect((await readdir(data.folder)).includes('audit')).toBe(kept);
  }
});

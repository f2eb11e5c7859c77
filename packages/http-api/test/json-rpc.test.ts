import { ERROR_CODES } from '@ltmc/contracts';
import { createToolRegistry, defaultTools } from '@ltmc/tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RPC_CODES } from '../src/index.js';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';

describe('POST /jsonrpc', () => {
  let fixture: FixtureApi;
  beforeAll(async () => {
    fixture = await openFixtureApi({ maxBatch: 3, maxBodyBytes: 10_000 });
  });
  afterAll(() => fixture.api.close());
  const call = async (method: string, params?: unknown, id: unknown = 1): Promise<unknown> =>
    (await fixture.rpc({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) })).body;

  it('tells wrong arguments from other failures, with the same data', async () => {
    expect(await call('picky')).toEqual({ jsonrpc: '2.0', id: 1, error: {
      code: -32_602, message: 'top_k is 0; it must be 1 to 100',
      data: { code: 'LTMC_INVALID_INPUT', message: 'top_k is 0; it must be 1 to 100', error_id: 'e-1', problems: ['top_k'] },
    } });
    expect(await call('missing')).toEqual({ jsonrpc: '2.0', id: 1, error: {
      code: -32_001, message: 'no memory with the id 7',
      data: { code: 'LTMC_NOT_FOUND', message: 'no memory with the id 7', error_id: 'e-1', resource_id: 7 },
    } });
  });

  it('answers tools/call as MCP does', async () => {
    const result = { success: true, got: { a: 'ü' } };
    expect(await call('tools/call', { name: 'echo', arguments: { a: 'ü' } })).toEqual({
      jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result },
    });
    const failure = { code: 'LTMC_NOT_FOUND', message: 'no memory with the id 7', error_id: 'e-1', resource_id: 7 };
    expect(await call('tools/call', { name: 'missing' })).toEqual({
      jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: JSON.stringify(failure) }], isError: true },
    });
    expect(await call('tools/call', { name: 'nothing' })).toMatchObject({ error: { code: -32_602, data: { code: 'LTMC_UNKNOWN_TOOL', error_id: 'e-1' } } });
    expect(await call('tools/call', { arguments: {} })).toMatchObject({ error: { code: -32_602, message: expect.stringContaining('params.name') } });
  });

  it('names the nearest tool for a misspelt method, as tools/call does', async () => {
    const services = (): never => { throw new Error('no tool is called'); };
    const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
    await using real = await openFixtureApi({ registry: createToolRegistry({ tools: defaultTools, services, logger }) });
    const failure = { message: expect.stringContaining('did you mean store_memory?'), data: { code: 'LTMC_UNKNOWN_TOOL', error_id: expect.any(String) } };
    const named = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'stor_memory' } };
    expect((await real.rpc(named)).body).toMatchObject({ error: { code: -32_602, ...failure } });
    for (const params of [{}, [1]]) expect((await real.rpc({ ...named, method: 'stor_memory', params })).body).toMatchObject({ error: { code: -32_601, ...failure } });
    for (const method of ['rpc.discover', 'tools/lst']) {
      expect((await real.rpc({ ...named, method })).body).toMatchObject({ error: { code: -32_601, data: { code: 'LTMC_REQUEST_INVALID' } } });
    }
  });

  it('lists the tools as GET /tools does', async () => {
    const { body } = await fixture.send('GET', '/tools');
    expect(await call('tools/list')).toEqual({ jsonrpc: '2.0', id: 1, result: body });
    expect(body).toMatchObject({ tools: fixture.registry.list().map(({ name, inputSchema, outputSchema, annotations }) => ({ name, inputSchema, outputSchema, annotations })) });
  });

  it.each([0, -1, 7.5, '', 'a', null])('answers with the id %j', async (id) => {
    expect(await call('whoami', {}, id)).toEqual({ jsonrpc: '2.0', id, result: { success: true, got: 'local@tenant' } });
  });

  it.each([[{ a: 1 }], [[1]], [true]])('refuses the id %j', async (id) => {
    expect(await call('whoami', {}, id)).toMatchObject({ id: null, error: { code: -32_600 } });
  });

  it('refuses parameters by position, saying so', async () => {
    expect(await call('subtract', [42, 23])).toMatchObject({ id: 1, error: { code: -32_602, message: expect.stringContaining('by position') } });
    expect(await call('subtract', 'bar')).toMatchObject({ id: 1, error: { code: -32_600 } });
  });

  it('takes a key named __proto__ for a key', async () => {
    const { body } = await fixture.rpc('{"jsonrpc":"2.0","id":1,"method":"echo","params":{"__proto__":{"polluted":true},"constructor":1}}');
    expect(JSON.stringify(body)).toContain('"got":{"__proto__":{"polluted":true},"constructor":1}');
    expect({}).not.toHaveProperty('polluted');
    for (const method of ['__proto__', 'constructor', 'toString']) expect(await call(method)).toMatchObject({ error: { code: -32_601 } });
  });

  it('bounds batch and body', async () => {
    const one = { jsonrpc: '2.0', id: 1, method: 'whoami' };
    expect((await fixture.rpc([one, one, one])).body).toHaveLength(3);
    expect((await fixture.rpc([one, one, one, one])).body).toMatchObject({ id: null, error: { code: -32_010, data: { code: 'LTMC_REQUEST_TOO_LARGE' } } });
    expect(await fixture.rpc({ ...one, params: { pad: 'x'.repeat(10_000) } })).toMatchObject({
      status: 413, body: { jsonrpc: '2.0', id: null, error: { code: -32_010, data: { code: 'LTMC_REQUEST_TOO_LARGE', max_bytes: 10_000 } } },
    });
    const chunked = await fixture.send('POST', '/jsonrpc', { headers: { 'transfer-encoding': 'chunked' }, body: `"${'x'.repeat(50_000)}"` });
    expect(chunked).toMatchObject({ status: 413, headers: { connection: 'close' } });
  });

  it('refuses bytes that are not UTF-8', async () => {
    const sent = Buffer.concat([Buffer.from('{"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}}')]);
    expect(await fixture.rpc(sent)).toMatchObject({ status: 400, body: { id: null, error: { code: -32_700 } } });
  });

  it('gives each refusal an id that is in the log', async () => {
    const reply = (await call('tools/nothing')) as { error: { data: { error_id: string } } };
    expect(fixture.log).toContainEqual(expect.objectContaining({ fields: { code: 'LTMC_REQUEST_INVALID', error_id: reply.error.data.error_id } }));
  });
});

describe('the numbers of the codes', () => {
  it('are one for each code, but for wrong arguments, and in the range for applications', () => {
    expect(Object.keys(RPC_CODES).toSorted()).toEqual([...ERROR_CODES].toSorted());
    const own = Object.values(RPC_CODES).filter((code) => code > -32_600);
    expect(new Set(own).size).toBe(own.length);
    for (const code of own) expect(code >= -32_099 && code <= -32_000).toBe(true);
  });
});

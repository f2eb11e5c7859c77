import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';

/** Section 7 of the JSON-RPC 2.0 text, on tools instead of its made-up methods; messages are free, codes and ids are not. */
describe('the examples of JSON-RPC 2.0', () => {
  let fixture: FixtureApi;
  beforeAll(async () => {
    fixture = await openFixtureApi();
  });
  afterAll(() => fixture.api.close());
  const error = (code: number, id: unknown = null): object => ({ jsonrpc: '2.0', id, error: { code, message: expect.any(String) } });

  it.each([
    ['{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}', { id: 3, result: { success: true, got: 19 } }],
    ['{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}', { id: 4, result: { success: true, got: 19 } }],
  ])('a call with named parameters: %s', async (sent, expected) => {
    expect((await fixture.rpc(sent)).body).toEqual({ jsonrpc: '2.0', ...expected });
  });

  it.each([
    '{"jsonrpc": "2.0", "method": "echo", "params": {"a": 1}}',
    '{"jsonrpc": "2.0", "method": "foobar"}',
    '{"jsonrpc": "2.0", "method": "picky", "params": [1,2,3]}',
  ])('a notification is not answered: %s', async (sent) => {
    expect(await fixture.rpc(sent)).toMatchObject({ status: 204, text: '' });
  });

  it('a method that does not exist', async () => {
    expect((await fixture.rpc('{"jsonrpc": "2.0", "method": "foobar", "id": "1"}')).body).toMatchObject(error(-32_601, '1'));
  });

  it.each([
    '{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]',
    '[{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]',
  ])('what is no JSON: %s', async (sent) => {
    expect(await fixture.rpc(sent)).toMatchObject({ status: 400, body: error(-32_700) });
  });

  it.each([
    ['{"jsonrpc": "2.0", "method": 1, "params": "bar"}', error(-32_600)],
    ['[]', error(-32_600)],
    ['[1]', [error(-32_600)]],
    ['[1,2,3]', [error(-32_600), error(-32_600), error(-32_600)]],
  ])('what is no request: %s', async (sent, expected) => {
    const { status, body } = await fixture.rpc(sent);
    expect(status).toBe(200);
    expect(body).toMatchObject(expected);
  });

  it('a batch of everything', async () => {
    const { body } = await fixture.rpc(`[
      {"jsonrpc": "2.0", "method": "echo", "params": {"of": [1,2,4]}, "id": "1"},
      {"jsonrpc": "2.0", "method": "echo", "params": {"of": [7]}},
      {"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": "2"},
      {"foo": "boo"},
      {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
      {"jsonrpc": "2.0", "method": "whoami", "id": "9"}
    ]`);
    expect(body).toMatchObject([
      { jsonrpc: '2.0', id: '1', result: { got: { of: [1, 2, 4] } } },
      { jsonrpc: '2.0', id: '2', result: { got: 19 } },
      error(-32_600),
      error(-32_601, '5'),
      { jsonrpc: '2.0', id: '9', result: { got: 'local@tenant' } },
    ]);
    expect(body).toHaveLength(5);
  });

  it('a batch of notifications', async () => {
    const sent = '[{"jsonrpc": "2.0", "method": "echo", "params": {"n": 1}}, {"jsonrpc": "2.0", "method": "echo", "params": {"n": 2}}]';
    fixture.registry.ended.length = 0;
    expect(await fixture.rpc(sent)).toMatchObject({ status: 204, text: '' });
    expect(fixture.registry.ended.map(({ got }) => got)).toEqual([{ n: 1 }, { n: 2 }]);
  });
});

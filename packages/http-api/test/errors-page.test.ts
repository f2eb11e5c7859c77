import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { RPC_CODES } from '../src/index.js';
import { openFixtureApi } from './fixture-api.js';

const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| -32')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

it('docs/errors.md gives each code the number it has', () => {
  // What stands before the semicolon is what the number means everywhere; -32700 is a special case of -32600.
  const told = rows.slice(1, -1).flatMap(([number, codes = '']) => {
    const named: readonly string[] = (codes.split(';')[0] ?? '').match(/LTMC_\w+/gu) ?? [];
    return named.map((code) => [code, Number(number)] as const);
  });
  expect(rows.at(-1)?.[0]).toBe('-32099 to -32000');
  const shared = Object.entries(RPC_CODES).filter(([, number]) => number < -32_099 || number > -32_000);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(shared));
});

it('docs/errors.md shows a failure in the form it has', async () => {
  await using fixture = await openFixtureApi();
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'missing', arguments: {} } };
  const { body } = await fixture.rpc(call);
  const { result } = body as { result: { content: [{ text: string }] } };
  const [, form = ''] = page.match(/`isError: true` and `\{([^}]*)\}`/u) ?? [];
  const names = form.split(', ').map((name) => name.replaceAll('"', ''));
  expect(Object.keys(JSON.parse(result.content[0].text) as object)).toEqual([...names.filter((name) => name !== '...details'), 'resource_id']);
});

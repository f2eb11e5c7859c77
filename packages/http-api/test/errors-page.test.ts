import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { RPC_CODES } from '../src/index.js';
import { openFixtureApi } from './fixture-api.js';

const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| -32')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));

it('docs/errors.md gives each code the number it has', () => {
  const shared = new Set<string>();
  for (const [number, codes = ''] of rows.slice(0, -1)) {
    for (const [code] of codes.matchAll(/LTMC_\w+/gu)) shared.add(code);
    // The first one named is the one the number stands for; -32700 is a special case of -32600.
    const [first = ''] = codes.match(/LTMC_\w+/u) ?? [];
    if (number !== '-32700') expect({ first, number: Object.entries(RPC_CODES).find(([code]) => code === first)?.[1] }).toEqual({ first, number: Number(number) });
  }
  expect(rows.at(-1)?.[0]).toBe('-32099 to -32000');
  const ownRange = Object.entries(RPC_CODES).filter(([, number]) => number >= -32_099 && number <= -32_000).map(([code]) => code);
  expect([...shared, ...ownRange].toSorted()).toEqual(Object.keys(RPC_CODES).toSorted());
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

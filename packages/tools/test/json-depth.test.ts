import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createToolRegistry } from '../src/create-registry.js';
import { defaultTools } from '../src/default-tools.js';
import { isNestedTooDeep, MAX_JSON_DEPTH } from '../src/json-depth.js';

/** Objects and arrays by turns, `levels` deep, with siblings on every level. */
function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { left: 1, value, right: 'x' } : [value, 2];
  return value;
}

function depthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

it('counts as a recursive count does', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(MAX_JSON_DEPTH + 3), (inner, around) => {
    let value: unknown = inner;
    for (let level = 0; level < around; level += 1) value = level % 2 === 0 ? [1, value] : { value, other: {} };
    expect(isNestedTooDeep(value)).toBe(depthOf(value) > MAX_JSON_DEPTH);
  }));
});

it('knows the edge, and no depth overflows the stack', () => {
  expect([0, 1, 64, 65, 500_000].map((levels) => isNestedTooDeep(nested(levels)))).toEqual([false, false, false, true, true]);
});

it('a tool refuses what is nested too deep, without a look at it', async () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const registry = createToolRegistry({ tools: defaultTools, logger: silent, services: async () => { throw new Error('never asked for'); } });
  for (const args of [{ metadata: nested(5_000) }, { wait: nested(5_000) }, { tags: [nested(5_000)] }]) {
    const outcome = await registry.call('store_memory', { file_name: 'a.md', content: 'x', ...args }, { namespace: 'n', principal: 'p' });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'LTMC_INVALID_INPUT', message: expect.stringContaining('64 levels') } });
  }
});

import { describe, expect, it } from 'vitest';
import { createBatcher } from '../src/redis/batcher.js';
import { createVersions } from '../src/redis/versions.js';

describe('batcher', () => {
  it('puts calls of one turn together, also those made a promise later, within its limits', async () => {
    const batches: number[][] = [];
    const double = createBatcher<number, number>({ maxItems: 4, maxBytes: 100, sizeOf: (item) => item, run: async (items) => {
      batches.push([...items]);
      return items.map((item) => item * 2);
    } });
    const later = Promise.resolve().then(() => double(5));
    expect(await Promise.all([double(1), double(2), later, double(3), double(4), double(6)])).toEqual([2, 4, 10, 6, 8, 12]);
    expect(await Promise.all([double(60), double(60), double(500)])).toEqual([120, 120, 1000]);
    expect(batches).toEqual([[1, 2, 3, 4], [6, 5], [60], [60], [500]]);
  });

  it('fails those of the failed batch only', async () => {
    const check = createBatcher<number, number>({ maxItems: 2, run: async (items) => {
      if (items.includes(0)) throw new Error('zero');
      return items;
    } });
    expect((await Promise.allSettled([check(1), check(0), check(2)])).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});

it('versions only rise', () => {
  const versions = createVersions();
  expect([versions.heard('a', 0), versions.heard('a', 3), versions.heard('a', 2), versions.heard('a', 3), versions.heard('b', 0)]).toEqual(['same', 'newer', 'older', 'same', 'same']);
  expect([versions.known('a'), versions.known('b')]).toEqual([3, 0]);
});

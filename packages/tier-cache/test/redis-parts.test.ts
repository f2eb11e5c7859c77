import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatcher } from '../src/redis/batcher.js';
import { createBreaker } from '../src/redis/breaker.js';
import { createBudget, DeadlinePassed, withDeadline } from '../src/redis/deadline.js';
import { callFailure, whyOf } from '../src/redis/failure.js';
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

describe('deadline', () => {
  it('lets work that is in time through, with its failure too', async () => {
    expect(await withDeadline(10_000, () => sleep(1, 'done'))).toBe('done');
    await expect(withDeadline(10_000, () => Promise.reject(new Error('own failure')))).rejects.toThrow('own failure');
  });

  it('ends work that never ends', async () => {
    await expect(withDeadline(5, () => new Promise(() => undefined))).rejects.toBeInstanceOf(DeadlinePassed);
  });

  it('is one for several steps', async () => {
    const leftMs = createBudget(20);
    expect(leftMs()).toBeLessThanOrEqual(20);
    await sleep(25);
    expect(leftMs).toThrow(DeadlinePassed);
  });
});

describe('breaker', () => {
  it('opens after so many misses in a row, asks once, and closes with an answer', () => {
    let probes = 0;
    const breaker = createBreaker({ misses: 3, onOpen: () => { probes += 1; } });
    fc.assert(fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (answers) => {
      breaker.answered();
      let inRow = 0;
      let opened = 0;
      const before = probes;
      for (const answered of answers) {
        if (answered) breaker.answered();
        else breaker.missed();
        inRow = answered ? 0 : inRow + 1;
        if (inRow === 3) opened += 1;
        expect(breaker.open).toBe(inRow >= 3);
      }
      expect(probes - before).toBe(opened);
    }));
  });
});

it('versions only rise', () => {
  const versions = createVersions();
  expect([versions.heard('a', 0), versions.heard('a', 3), versions.heard('a', 2), versions.heard('a', 3), versions.heard('b', 0)]).toEqual(['same', 'newer', 'older', 'same', 'same']);
  expect([versions.known('a'), versions.known('b')]).toEqual([3, 0]);
});

describe('failures', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'LTMC_CACHE_FULL', true],
    ["ERR Error running script (call to f_1): @user_script:7: -OOM command not allowed when used memory > 'maxmemory'.", 'LTMC_CACHE_FULL', true],
    ['LOADING Redis is loading the dataset in memory', 'LTMC_CACHE_UNAVAILABLE', true],
    ["NOPERM User bob has no permissions to run the 'get' command", 'LTMC_CACHE_UNAVAILABLE', false],
    ['WRONGTYPE Operation against a key', 'LTMC_CACHE_UNAVAILABLE', false],
    ['read ECONNRESET', 'LTMC_CACHE_UNAVAILABLE', true],
  ])('%s', (message, code, retryable) => {
    expect(callFailure(new Error(message))).toMatchObject({ code, retryable });
  });

  it('repeats nothing of what a server says', () => {
    expect(whyOf(new Error('ERR unknown user s3cret'))).not.toContain('s3cret');
    expect(whyOf(Object.assign(new Error('connect s3cret'), { code: 'ESOMETHING' }))).toBe('the connection failed (ESOMETHING)');
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBreaker } from '../src/breaker.js';
import { createBudget, DeadlinePassed, withDeadline } from '../src/deadline.js';
import { failuresOf } from '../src/failure.js';
import { SPEAKER } from './speaker.js';

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

describe('failures', () => {
  const { ofCall, whyOf } = failuresOf(SPEAKER);

  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'LTMC_STORE_FULL', true],
    ["ERR Error running script (call to f_1): @user_script:7: -OOM command not allowed when used memory > 'maxmemory'.", 'LTMC_STORE_FULL', true],
    ['LOADING Redis is loading the dataset in memory', 'LTMC_COORDINATION_UNAVAILABLE', true],
    ["NOPERM User bob has no permissions to run the 'get' command", 'LTMC_COORDINATION_UNAVAILABLE', false],
    ['WRONGTYPE Operation against a key', 'LTMC_COORDINATION_UNAVAILABLE', false],
    ['read ECONNRESET', 'LTMC_COORDINATION_UNAVAILABLE', true],
  ])('%s', (message, code, retryable) => {
    expect(ofCall(new Error(message))).toMatchObject({ code, retryable });
  });

  it('repeats nothing of what a server says', () => {
    expect(whyOf(new Error('ERR unknown user s3cret'))).not.toContain('s3cret');
    expect(whyOf(Object.assign(new Error('connect s3cret'), { code: 'ESOMETHING' }))).toBe('the connection failed (ESOMETHING)');
  });

  it('names the speaker, its README and its way out of a full server', () => {
    expect(ofCall(new Error('LOADING x')).message).toBe('the tests on Redis cannot be used: Redis is loading its data; it will be ready by itself');
    expect(whyOf(new Error('NOPERM x'))).toContain('README of @ltmc/tests');
    expect(ofCall(new Error('OOM x')).message).toMatch(/; buy memory$/u);
    expect(whyOf(new Error("ERR unknown command 'evalsha', with args beginning with: "))).toContain('switched off');
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptView } from '@ltmc/contracts';
import { analyseAttempts } from '../../src/code/analyse-attempts.js';
import { groupErrors, normalisedError } from '../../src/code/error-groups.js';
import { discoveries, fisherExact } from '../../src/code/exact-test.js';
import { successRate } from '../../src/code/success-rate.js';

const attempt = (patternId: number, fields: Partial<AttemptView> = {}): AttemptView => ({
  attemptId: patternId * 100, patternId, inputPrompt: `prompt ${patternId}`, result: 'pass', executionTimeMs: null, errorMessage: null, tags: [],
  agentId: null, language: null, functionName: null, fileName: null, moduleName: null, recordedAtMs: 0, ...fields,
});
const times = <T>(n: number, make: (index: number) => T): T[] => Array.from({ length: n }, (_item, index) => make(index));

describe('success rate', () => {
  it.each([
    // Wilson score interval, checked against the closed form in Agresti & Coull (1998) and R's prop.test(correct = FALSE).
    [8, 10, 0.8, 0.4902, 0.9433],
    [1, 1, 1, 0.2065, 1],
    [0, 5, 0, 0, 0.4345],
    [50, 100, 0.5, 0.4038, 0.5962],
  ])('%i of %i', (passed, n, rate, low, high) => {
    const found = successRate(passed, n);
    expect(found.rate).toBe(rate);
    expect(found.interval[0]).toBeCloseTo(low, 4);
    expect(found.interval[1]).toBeCloseTo(high, 4);
  });

  it('lies in its interval, which narrows with the number', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, some) => {
      const passed = some % (n + 1);
      const { rate, interval: [low, high] } = successRate(passed, n);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(rate);
      expect(high).toBeGreaterThanOrEqual(rate);
      expect(high).toBeLessThanOrEqual(1);
      const more = successRate(passed * 4, n * 4).interval;
      expect(more[1] - more[0]).toBeLessThan(high - low);
    }));
    expect(successRate(0, 0)).toEqual({ n: 0, rate: 0, interval: [0, 1] });
  });
});

describe('exact test', () => {
  it.each([
    // R: fisher.test(matrix(c(...), 2))$p.value
    [3, 4, 1, 4, 0.4857],
    [8, 10, 2, 10, 0.0230],
    [5, 5, 0, 5, 0.0079],
    [5, 10, 5, 10, 1],
  ])('%i of %i against %i of %i', (passedWith, totalWith, passedWithout, totalWithout, p) => {
    expect(fisherExact({ passedWith, totalWith, passedWithout, totalWithout })).toBeCloseTo(p, 4);
  });

  it('is a probability, whichever group comes first', () => {
    fc.assert(fc.property(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), (a, b, c, d) => {
      const p = fisherExact({ passedWith: a, totalWith: a + b, passedWithout: c, totalWithout: c + d });
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(fisherExact({ passedWith: c, totalWith: c + d, passedWithout: a, totalWithout: a + b })).toBeCloseTo(p, 9);
    }));
  });

  it('asks more of each value the more there are', () => {
    expect(discoveries([0.03], 0.05)).toEqual([true]);
    expect(discoveries([0.03, 0.9, 0.5], 0.05)).toEqual([false, false, false]);
    expect(discoveries([0.01, 0.03, 0.04], 0.05)).toEqual([true, true, true]);
    expect(discoveries([], 0.05)).toEqual([]);
  });
});

describe('error groups', () => {
  it.each([
    ['TypeError: bad operand at /home/ann/x.py line 12', "TypeError: bad operand at C:\\Users\\bob\\y.py line 7"],
    ['segfault at 0x7ffe12', 'segfault at 0xDEAD00'],
    ['timeout after 3.5 s on 10.0.0.1', 'timeout after 12 s on 10.0.0.2'],
    ['Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: got 7', 'Traceback (most recent call last):\n  File "b.py", line 99\nValueError: got 8\n'],
    ['cannot open src/app/main.ts', 'cannot open lib/other.ts'],
  ])('are one: %j', (one, other) => {
    expect(normalisedError(one)).toBe(normalisedError(other));
  });

  it('are two where the failure is another', () => {
    expect(normalisedError("KeyError: 'a'")).not.toBe(normalisedError("KeyError: 'b'"));
    expect(normalisedError('TypeError: x')).not.toBe(normalisedError('ValueError: x'));
    expect(normalisedError(' \n ')).toBeUndefined();
  });

  it('say how often and where', () => {
    const failures = [[3, 'IndexError: 1'], [2, 'IndexError: 2'], [3, 'IndexError: 3'], [1, 'boom'], [1, null]] as const;
    expect(groupErrors(failures.map(([patternId, errorMessage]) => ({ patternId, errorMessage })))).toEqual([
      { commonError: 'IndexError: <n>', frequency: 3, patternIds: [3, 2] },
      { commonError: 'boom', frequency: 1, patternIds: [1] },
    ]);
  });

  it('take any message', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (message) => { expect((normalisedError(message) ?? '').length).toBeLessThan(400); }));
    expect(normalisedError('a/'.repeat(200_000))?.length).toBeLessThan(400);
  });
});

describe('analysis', () => {
  it('counts what there is', () => {
    const attempts = [attempt(1, { executionTimeMs: 10, tags: ['a'] }), attempt(2, { result: 'fail', executionTimeMs: 40, tags: ['a', 'b'] }), attempt(2, { result: 'partial' }), attempt(3, { result: 'error' })];
    expect(analyseAttempts(attempts, 10)).toMatchObject({
      patterns: 3, success: { n: 4, rate: 0.25 }, counts: { pass: 1, fail: 1, error: 1, partial: 1 }, executionMs: { average: 25, fastest: 10, slowest: 40 },
      tags: [{ tag: 'a', count: 2, success: { n: 2, rate: 0.5 } }, { tag: 'b', count: 1 }], predictors: [], failures: [], suggestions: [],
    });
  });

  it('says nothing where the data say nothing', () => {
    expect(analyseAttempts([], 10)).toMatchObject({ patterns: 0, success: { n: 0 }, executionMs: null, tags: [], predictors: [], failures: [], suggestions: [] });
    const even = times(20, (index) => attempt(index, { result: index % 2 === 0 ? 'pass' : 'fail', tags: [`t${index % 5}`], errorMessage: index % 2 === 0 ? null : `error ${'abcdefghijklmnopqrst'[index] ?? ''}` }));
    expect(analyseAttempts(even, 10)).toMatchObject({ predictors: [], suggestions: [] });
  });

  it('takes a tag for a predictor only when chance does not explain it, by patterns and not by retries', () => {
    const clear = [...times(8, (index) => attempt(index, { result: 'fail', tags: ['regex'] })), ...times(12, (index) => attempt(20 + index, { tags: ['other'] }))];
    const { predictors, suggestions } = analyseAttempts(clear, 10);
    expect(predictors.map(({ tag }) => tag).toSorted()).toEqual(['other', 'regex']);
    expect(suggestions.some((text) => text.includes('0 % of n = 8 patterns tagged "regex" pass, 100 % of n = 12 others'))).toBe(true);
    const retried = [...times(8, () => attempt(1, { result: 'fail', tags: ['regex'] })), ...times(12, (index) => attempt(20 + index, { tags: ['other'] }))];
    expect(analyseAttempts(retried, 10).predictors).toEqual([]);
    const few = [...times(2, (index) => attempt(index, { result: 'fail', tags: ['regex'] })), ...times(3, (index) => attempt(20 + index))];
    expect(analyseAttempts(few, 10).predictors).toEqual([]);
  });

  it('advises on hopeless retries, recurring errors and prompts solved later, with their n', () => {
    const attempts = [
      attempt(9, { inputPrompt: 'parse' }),
      attempt(8, { inputPrompt: 'parse', result: 'error', errorMessage: 'IndexError: 1' }),
      ...times(2, () => attempt(7, { result: 'fail', errorMessage: 'IndexError: 2' })),
    ];
    const { suggestions } = analyseAttempts(attempts, 10);
    expect(suggestions).toHaveLength(3);
    expect(suggestions[0]).toMatch(/pattern 7; n = 2 attempts/);
    expect(suggestions[1]).toMatch(/"IndexError: <n>" came back in 2 different .*n = 3 of 3/);
    expect(suggestions[2]).toMatch(/pattern 9; n = 1/);
    expect(analyseAttempts(attempts, 1).suggestions).toHaveLength(1);
  });
});

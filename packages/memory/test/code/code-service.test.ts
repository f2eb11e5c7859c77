import { describe, expect, it } from 'vitest';
import type { CodeService, LogAttemptInput } from '../../src/index.js';
import { context, movableClock, openTestMemory } from '../open-memory.js';

const REVERSE = 'def reverse(xs):\n    return xs[::-1]\n';
const DAY_MS = 24 * 3_600_000;

async function log(code: CodeService, inputPrompt: string, generatedCode: string, input: Partial<LogAttemptInput> = {}) {
  const logged = await code.log(context, { inputPrompt, generatedCode, result: 'pass', language: 'python', wait: 'searchable', ...input });
  if ('replayed' in logged) throw new Error('no idempotency key was given');
  return logged;
}

describe('code patterns', () => {
  it('add up retries of the same code, however it is laid out', async () => {
    await using test = await openTestMemory();
    const { code } = test.memory;
    const first = await log(code, 'Reverse a list', REVERSE, { result: 'error', errorMessage: 'IndexError', tags: ['list'] });
    const second = await log(code, 'Reverse a list', '# again\ndef reverse( xs ):\n\n  return xs[ ::-1 ]', { tags: ['again'] });
    const other = await log(code, 'Reverse a list', 'def reverse(xs):\n    return list(reversed(xs))\n');
    expect(second).toMatchObject({ patternId: first.patternId, fingerprint: first.fingerprint, attempts: 2 });
    expect(other.patternId).not.toBe(first.patternId);
    const { patterns, averageSuccessRate } = await code.find(context, { query: 'turn a list around' });
    const found = patterns.find(({ patternId }) => patternId === first.patternId);
    expect(found).toMatchObject({ success: { n: 2, rate: 0.5 }, tags: ['list', 'again'], lastError: 'IndexError', result: 'pass' });
    expect(averageSuccessRate).toBeCloseTo(2 / 3);
  });

  it('put the best proven answer to the same prompt first', async () => {
    await using test = await openTestMemory();
    const { code } = test.memory;
    const weak = await log(code, 'Reverse a list', 'def f(xs):\n    return weak(xs)');
    const strong = await log(code, 'Reverse a list', 'def f(xs):\n    return strong(xs)');
    for (let retry = 0; retry < 5; retry += 1) await log(code, 'Reverse a list', 'def f(xs):\n    return strong(xs)');
    const { patterns } = await code.find(context, { query: 'reverse a list' });
    expect(patterns.map(({ patternId }) => patternId)).toEqual([strong.patternId, weak.patternId]);
  });

  it('warn of what was tried and never worked, beside what did', async () => {
    await using test = await openTestMemory();
    const { code } = test.memory;
    const good = await log(code, 'Reverse a list', REVERSE);
    const bad = await log(code, 'Reverse a list in place', 'def reverse(xs):\n    return xs.sort()', { result: 'fail', errorMessage: 'got None' });
    await log(code, 'Send an e-mail over SMTP with TLS', 'import smtplib\nsmtplib.SMTP()', { result: 'error', errorMessage: 'refused' });
    const { patterns, warnings } = await code.find(context, { query: 'reverse a list' });
    expect(patterns.map(({ patternId }) => patternId)).toEqual([good.patternId]);
    expect(warnings).toMatchObject([{ patternId: bad.patternId, lastError: 'got None', success: { n: 1, rate: 0 } }]);
    const failed = await code.find(context, { query: 'reverse a list', result: 'fail' });
    expect(failed.patterns.map(({ patternId }) => patternId)).toEqual([bad.patternId]);
    expect(failed.warnings).toEqual([]);
  });

  it('are filtered before they are ranked', async () => {
    await using test = await openTestMemory();
    const { code } = test.memory;
    for (let index = 0; index < 12; index += 1) await log(code, `Reverse a list, variant ${index}`, `def reverse(xs):\n    return variant_${index}(xs)`);
    const go = await log(code, 'Turn the order of elements around', 'func Reverse(xs []int) []int { return xs }', { language: 'Go', fileName: 'a.go', functionName: 'Reverse', moduleName: 'lists' });
    for (const filter of [{ language: 'GO' }, { fileName: 'a.go' }, { functionName: 'Reverse' }, { moduleName: 'lists', language: 'go' }]) {
      const { patterns } = await code.find(context, { query: 'reverse a list', limit: 3, ...filter });
      expect(patterns.map(({ patternId }) => patternId)).toEqual([go.patternId]);
    }
    expect(await code.find(context, { query: 'reverse a list', language: 'rust' })).toEqual({ patterns: [], warnings: [], averageSuccessRate: null });
    expect((await code.find({ ...context, namespace: 'other' }, { query: 'reverse a list' })).patterns).toEqual([]);
  });

  it('are analysed by time, place and query', async () => {
    const clock = movableClock();
    await using test = await openTestMemory({ clock });
    const { code } = test.memory;
    await log(code, 'Reverse a list', REVERSE, { executionTimeMs: 4 });
    clock.advance(40 * DAY_MS);
    await log(code, 'Reverse a list', REVERSE, { executionTimeMs: 8, functionName: 'reverse' });
    await log(code, 'Send an e-mail over SMTP', 'import smtplib\nsmtplib.SMTP()', { result: 'error', errorMessage: 'ConnectionRefusedError: port 25' });
    expect(await code.analyse(context, {})).toMatchObject({ patterns: 2, success: { n: 2, rate: 0.5 }, failures: [{ commonError: 'ConnectionRefusedError: port <n>', frequency: 1 }], atMs: clock.nowMs() });
    expect(await code.analyse(context, { timeRangeDays: 60 })).toMatchObject({ patterns: 2, success: { n: 3 }, executionMs: { average: 6, fastest: 4, slowest: 8 } });
    expect(await code.analyse(context, { functionName: 'reverse' })).toMatchObject({ patterns: 1, success: { n: 1, rate: 1 } });
    expect(await code.analyse(context, { query: 'mail server', timeRangeDays: 60 })).toMatchObject({ patterns: 1, counts: { error: 1, pass: 0 } });
  });

  it('are logged once for a key', async () => {
    await using test = await openTestMemory();
    const { code } = test.memory;
    const input: LogAttemptInput = { inputPrompt: 'a', generatedCode: 'b', result: 'pass', idempotency: { tool: 'log_code_attempt', key: 'k', body: {} } };
    await code.log(context, input, ({ attempts }) => ({ attempts }));
    expect(await code.log(context, input, ({ attempts }) => ({ attempts }))).toEqual({ replayed: { attempts: 1 } });
    expect((await code.analyse(context, {})).success.n).toBe(1);
  });

  it.each([
    ['input_prompt', { inputPrompt: ' ' }], ['generated_code', { generatedCode: '\n' }], ['generated_code', { generatedCode: 'a\0' }], ['language', { language: ' ' }],
    ['error_message', { errorMessage: 'x'.repeat(100_001) }], ['file_name', { fileName: '' }],
  ])('refuse a bad %s', async (parameter, input) => {
    await using test = await openTestMemory();
    await expect(test.memory.code.log(context, { inputPrompt: 'a', generatedCode: 'b', result: 'pass', ...input })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT', message: expect.stringContaining(parameter) });
  });
});

import { expect, it } from 'vitest';
import type { AttemptInput, IdempotencyClaim, LoggedAttempt, PatternText, PatternView, RecordStore } from '@ltmc/contracts';
import { at, EVERYTHING, found, NAMESPACE, version, type OpenRecord } from './fixture.js';

function text(key: string, content: string): PatternText {
  return { key, content, chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }] };
}

/** An attempt found by its prompt and its code. */
export function attempt(fingerprint: string, inputPrompt: string, fields: Partial<AttemptInput> = {}): AttemptInput {
  const generatedCode = fields.generatedCode ?? `code of ${fingerprint}`;
  return {
    namespace: NAMESPACE, fingerprint, inputPrompt, generatedCode, result: 'pass', executionTimeMs: null, errorMessage: null, tags: [], agentId: null, sessionId: null,
    language: null, functionName: null, fileName: null, moduleName: null, texts: [text(`p-${inputPrompt}`, inputPrompt), text('code', generatedCode)], recordedAtMs: 1000, ...fields,
  };
}

async function log(record: RecordStore, input: AttemptInput): Promise<LoggedAttempt> {
  const outcome = await record.code.log(input);
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

async function pattern(record: RecordStore, patternId: number): Promise<PatternView> {
  return at(await record.code.patterns(NAMESPACE, { patternIds: [patternId] }), 0);
}

/** Code attempts and the patterns they add up to. */
export function codeContract(open: OpenRecord): void {
  it('adds attempts with the same fingerprint up to one pattern', async () => {
    await using record = await open();
    const first = await log(record, attempt('f1', 'reverse a list', { result: 'error', executionTimeMs: 10, errorMessage: 'boom', tags: ['list'], language: 'python', agentId: 'ann' }));
    const second = await log(record, attempt('f1', 'reverse a list', { executionTimeMs: 20.5, tags: ['list', 'easy'], recordedAtMs: 2000, fileName: 'a.py', functionName: 'f', moduleName: 'm' }));
    const third = await log(record, attempt('f1', 'turn a list around', { result: 'fail', recordedAtMs: 3000, generatedCode: 'code  of f1' }));
    expect([first.patternId, second.patternId, third.patternId]).toEqual(Array(3).fill(first.patternId));
    expect([first.attempts, second.attempts, third.attempts]).toEqual([1, 2, 3]);
    expect(second.resourceIds).toEqual(first.resourceIds);
    expect(await pattern(record, first.patternId)).toEqual({
      patternId: first.patternId, fingerprint: 'f1', resourceIds: [...new Set([...first.resourceIds, ...third.resourceIds])].toSorted((a, b) => a - b),
      inputPrompt: 'turn a list around', generatedCode: 'code  of f1', result: 'fail', executionTimeMs: 15.25, tags: ['list', 'easy'],
      counts: { pass: 1, fail: 1, error: 1, partial: 0 }, lastError: 'boom', language: null, functionName: null, fileName: null, moduleName: null,
      createdAtMs: 1000, lastAttemptAtMs: 3000,
    });
  });

  it('keeps patterns of other fingerprints and namespaces apart', async () => {
    await using record = await open();
    const here = await log(record, attempt('f1', 'a'));
    const other = await log(record, attempt('f2', 'a', { result: 'partial' }));
    const elsewhere = await log(record, attempt('f1', 'a', { namespace: 'other' }));
    expect(new Set([here.patternId, other.patternId, elsewhere.patternId]).size).toBe(3);
    const found = await record.code.patterns(NAMESPACE, { patternIds: [here.patternId, elsewhere.patternId, 999], resourceIds: other.resourceIds });
    expect(found.map(({ patternId }) => patternId).toSorted()).toEqual([here.patternId, other.patternId].toSorted());
    expect(await record.code.attempts('other', {}, 10)).toHaveLength(1);
  });

  it('stores a text once, and logs each attempt', async () => {
    await using record = await open();
    await log(record, attempt('f1', 'sum numbers'));
    const before = await record.lastSeq();
    const { seq, pendingChunks } = await log(record, attempt('f1', 'sum numbers', { recordedAtMs: 2000 }));
    expect(pendingChunks).toBe(2);
    expect(await record.changesAfter(before, 10)).toMatchObject([{ seq, kind: 'pattern', op: 'changed', namespace: NAMESPACE }]);
    expect(await found(record, 'sum numbers', { kinds: ['pattern'] })).toHaveLength(1);
  });

  it('finds patterns by words, beside nothing else and nothing else beside them', async () => {
    await using record = await open();
    const { resourceIds } = await log(record, attempt('f1', 'parse a date'));
    await record.storeVersion(version('dates.md', 'how to parse a date'));
    const hits = await found(record, 'parse date', { kinds: ['pattern'] });
    expect(await record.readChunks({ chunkIds: hits }, { ...EVERYTHING, kinds: ['pattern'] })).toMatchObject([{ kind: 'pattern', resourceId: at(resourceIds, 0) }]);
    expect(await found(record, 'parse date')).toHaveLength(1);
    expect(await found(record, 'parse date', { kinds: ['pattern'], resourceIds: [] })).toEqual([]);
  });

  it('names the texts of the patterns with one attempt that passes in all', async () => {
    await using record = await open();
    const one = await log(record, attempt('f1', 'a', { language: 'go', fileName: 'a.go', result: 'fail' }));
    await log(record, attempt('f1', 'b', { language: 'python', recordedAtMs: 5000 }));
    const two = await log(record, attempt('f2', 'c', { language: 'go', functionName: 'f', moduleName: 'm', recordedAtMs: 5000 }));
    const all = (await record.code.patterns(NAMESPACE, { patternIds: [one.patternId] })).flatMap(({ resourceIds }) => resourceIds);
    expect(all).toHaveLength(3);
    expect(await record.code.resourceIds(NAMESPACE, {})).toBeUndefined();
    expect(await record.code.resourceIds(NAMESPACE, { language: 'go' })).toEqual([...all, ...two.resourceIds].toSorted((a, b) => a - b));
    expect(await record.code.resourceIds(NAMESPACE, { language: 'go', result: 'pass' })).toEqual(two.resourceIds);
    expect(await record.code.resourceIds(NAMESPACE, { language: 'python' })).toEqual(all);
    expect(await record.code.resourceIds(NAMESPACE, { fileName: 'a.go', result: 'pass' })).toEqual([]);
    expect(await record.code.resourceIds(NAMESPACE, { functionName: 'f', moduleName: 'm', sinceMs: 5000 })).toEqual(two.resourceIds);
    expect(await record.code.resourceIds('other', { language: 'go' })).toEqual([]);
  });

  it('lists attempts newest first', async () => {
    await using record = await open();
    const late = await log(record, attempt('f1', 'a', { recordedAtMs: 3000, tags: ['x'], errorMessage: 'bad', result: 'error', executionTimeMs: 5, agentId: 'ann', language: 'go' }));
    const early = await log(record, attempt('f2', 'b', { recordedAtMs: 1000 }));
    const same = await log(record, attempt('f2', 'c', { recordedAtMs: 1000 }));
    const listed = await record.code.attempts(NAMESPACE, {}, 10);
    expect(listed.map(({ attemptId }) => attemptId)).toEqual([late.attemptId, same.attemptId, early.attemptId]);
    expect(at(listed, 0)).toEqual({
      attemptId: late.attemptId, patternId: late.patternId, inputPrompt: 'a', result: 'error', executionTimeMs: 5, errorMessage: 'bad', tags: ['x'],
      language: 'go', functionName: null, fileName: null, moduleName: null, agentId: 'ann', recordedAtMs: 3000,
    });
    expect(await record.code.attempts(NAMESPACE, {}, 1)).toHaveLength(1);
    expect(await record.code.attempts(NAMESPACE, { sinceMs: 2000 }, 10)).toHaveLength(1);
    expect(await record.code.attempts(NAMESPACE, { patternIds: [early.patternId] }, 10)).toHaveLength(2);
    expect(await record.code.attempts(NAMESPACE, { patternIds: [] }, 10)).toEqual([]);
  });

  it('happens once for a key', async () => {
    await using record = await open();
    const claim: IdempotencyClaim<LoggedAttempt> = { tool: 'log_code_attempt', key: 'k', bodyHash: 'a', answer: ({ attempts }) => `attempt ${attempts}` };
    expect((await record.code.log(attempt('f1', 'a'), claim)).kind).toBe('written');
    expect(await record.code.log(attempt('f1', 'a'), claim)).toEqual({ kind: 'replayed', answer: 'attempt 1' });
    await expect(record.code.log(attempt('f1', 'b'), { ...claim, bodyHash: 'b' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect(await record.code.attempts(NAMESPACE, {}, 10)).toHaveLength(1);
  });

  it('refuses a text that would come back changed', async () => {
    await using record = await open();
    await expect(record.code.log(attempt('f1', 'a', { errorMessage: 'nul \0' }))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    await expect(record.code.log(attempt('f1', 'half \uDC00'))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    expect(await record.lastSeq()).toBe(0);
  });

  it('is closed with the record', async () => {
    const record = await open();
    await record.close();
    const calls = [record.code.log(attempt('f1', 'a')), record.code.resourceIds(NAMESPACE, { result: 'pass' }), record.code.patterns(NAMESPACE, { patternIds: [1] }), record.code.attempts(NAMESPACE, {}, 1)];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AttemptInput, RecordStore, TodoInput } from '@ltmc/contracts';
import { createSqliteMaintenance, openSqliteRecord } from '../src/index.js';
import { exported, source } from './maintenance-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

async function fresh() {
  const path = join(await temporaryFolder(), 'record.db');
  return { path, maintenance: createSqliteMaintenance({ path, clock: { nowMs: () => 50_000 } }) };
}

const chunkOf = (content: string) => [{ content, startOffset: 0, endOffset: content.length, heading: null }];

function todo(title: string, fields: Partial<TodoInput> = {}): TodoInput {
  return {
    namespace: 'n', title, description: '', priority: 2, dueAtMs: 5, tags: ['t'], assignedAgent: 'ann', agentId: 'bob', sessionId: 's', text: title, chunks: chunkOf(title), createdAtMs: 1000, ...fields,
  };
}

function attempt(inputPrompt: string, fields: Partial<AttemptInput> = {}): AttemptInput {
  const texts = [inputPrompt, 'code()'].map((content, index) => ({ key: index === 0 ? `prompt-${content}` : 'code', content, chunks: chunkOf(content) }));
  return {
    namespace: 'n', fingerprint: 'f1', inputPrompt, generatedCode: 'code()', result: 'fail', executionTimeMs: 1.5, errorMessage: 'no', tags: ['a'], agentId: null, sessionId: null,
    language: 'go', functionName: null, fileName: 'a.go', moduleName: null, texts, recordedAtMs: 2000, ...fields,
  };
}

async function fill(record: RecordStore): Promise<void> {
  await record.todos.add(todo('open'));
  await record.todos.add(todo('done', { description: 'all of it', dueAtMs: null, assignedAgent: null }));
  await record.todos.complete('n', 2, 1500);
  await record.code.log(attempt('sort'));
  await record.code.log(attempt('order', { result: 'pass', recordedAtMs: 3000 }));
}

async function filled() {
  const made = await fresh();
  await using record = await openSqliteRecord({ path: made.path });
  await fill(record);
  return made;
}

/** All there is, but for ids. */
async function contents(path: string, namespace = 'n') {
  await using record = await openSqliteRecord({ path });
  const { todos } = await record.todos.list(namespace, undefined, { limit: 100 });
  const attempts = await record.code.attempts(namespace, {}, 100);
  const patterns = await record.code.patterns(namespace, { patternIds: attempts.map(({ patternId }) => patternId) });
  return {
    todos: todos.map(({ title, description, status, completedAtMs, priority, dueAtMs, tags, assignedAgent }) => ({ title, description, status, completedAtMs, priority, dueAtMs, tags, assignedAgent })),
    attempts: attempts.map(({ inputPrompt, result, tags, errorMessage, executionTimeMs, language, recordedAtMs }) => ({ inputPrompt, result, tags, errorMessage, executionTimeMs, language, recordedAtMs })),
    patterns: patterns.map(({ fingerprint, counts, resourceIds, lastError, generatedCode, fileName }) => ({ fingerprint, counts, texts: resourceIds.length, lastError, generatedCode, fileName })),
  };
}

describe('export and import of todos and code patterns', () => {
  it('round-trips them', async () => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    await to.maintenance.importJsonLines(source(text));
    const held = await contents(to.path);
    expect(held).toEqual(await contents(from.path));
    expect(held).toMatchObject({ todos: [{ title: 'done', status: 'completed', completedAtMs: 1500 }, { title: 'open', priority: 2, dueAtMs: 5 }], patterns: [{ counts: { pass: 1, fail: 1 }, texts: 3 }] });
    expect(await exported(to.maintenance)).toBe(text);
    expect((await to.maintenance.check()).problems).toEqual([]);
  });

  it('adds nothing twice, and what is new', async () => {
    const [from, to] = [await filled(), await fresh()];
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)));
    expect(await contents(to.path)).toEqual(await contents(from.path));
    {
      await using record = await openSqliteRecord({ path: from.path });
      await record.code.log(attempt('sort', { result: 'partial', recordedAtMs: 4000 }));
      await record.todos.complete('n', 1, 4500);
    }
    await to.maintenance.importJsonLines(source(await exported(from.maintenance)), { merge: true });
    expect(await contents(to.path)).toEqual(await contents(from.path));
    expect((await contents(to.path)).todos.map(({ completedAtMs }) => completedAtMs)).toEqual([1500, 4500]);
  });

  it('puts them beside themselves in another namespace', async () => {
    const { path, maintenance } = await filled();
    await maintenance.importJsonLines(source(await exported(maintenance)), { namespace: 'copy' });
    expect(await contents(path, 'copy')).toEqual(await contents(path));
    expect((await maintenance.check()).problems).toEqual([]);
  });

  it.each([
    ['"priority":2', '"priority":9'], ['"created_at_ms":1000', '"created_at_ms":"x"'], ['"result":"fail"', '"result":"maybe"'], ['"attempts":[', '"tries":['], ['"facts":{"title"', '"fact":{"title"'],
  ])('refuses %s turned into %s, and writes nothing', async (right, wrong) => {
    const [from, to] = [await filled(), await fresh()];
    const text = await exported(from.maintenance);
    expect(text).toContain(right);
    await expect(to.maintenance.importJsonLines(source(text.replace(right, wrong)))).rejects.toMatchObject({ code: 'LTMC_IMPORT_INVALID', message: expect.stringContaining('facts') });
    expect(await contents(to.path)).toEqual({ todos: [], attempts: [], patterns: [] });
  });
});

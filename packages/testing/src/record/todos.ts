import { expect, it } from 'vitest';
import type { AddedTodo, IdempotencyClaim, RecordStore, TodoInput, TodoStatus, TodoView } from '@ltmc/contracts';
import { at, embedAll, EVERYTHING, found, NAMESPACE, version, type OpenRecord } from './fixture.js';

/** A todo whose text is one chunk. */
export function todo(title: string, fields: Partial<TodoInput> = {}): TodoInput {
  const description = fields.description ?? '';
  const text = description === '' ? title : `${title}\n\n${description}`;
  return {
    namespace: NAMESPACE, title, description, priority: 1, dueAtMs: null, tags: [], assignedAgent: null, agentId: null, sessionId: null,
    text, chunks: [{ content: text, startOffset: 0, endOffset: text.length, heading: null }], createdAtMs: 1000, ...fields,
  };
}

async function add(record: RecordStore, input: TodoInput): Promise<AddedTodo> {
  const outcome = await record.todos.add(input);
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

function claim(key: string, bodyHash = 'a'): IdempotencyClaim<TodoView> {
  return { tool: 'add_todo', key, bodyHash, answer: ({ title, status }) => `${title} ${status}` };
}

/** Titles on all pages; `between` runs after each page. */
async function walk(record: RecordStore, status: TodoStatus | undefined, limit: number, between: (page: number) => Promise<unknown> = async () => undefined): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor: string | undefined, page = 1; ; page += 1) {
    const { todos, nextCursor } = await record.todos.list(NAMESPACE, status, { limit, ...(cursor !== undefined && { cursor }) });
    titles.push(...todos.map(({ title }) => title));
    if (nextCursor === undefined) return titles;
    cursor = nextCursor;
    await between(page);
  }
}

/** Todos: added, completed, listed, found. */
export function todoContract(open: OpenRecord): void {
  it('gives back what was added', async () => {
    await using record = await open();
    const full = todo('Renew', { description: 'the certificate', priority: 3, dueAtMs: 9000, tags: ['ops', 'tls'], assignedAgent: 'ann', agentId: 'bob', sessionId: 's' });
    const added = await add(record, full);
    expect(added).toEqual({
      todoId: added.todoId, resourceId: added.resourceId, title: 'Renew', description: 'the certificate', priority: 3, status: 'pending',
      dueAtMs: 9000, tags: ['ops', 'tls'], assignedAgent: 'ann', createdAtMs: 1000, completedAtMs: null, pendingChunks: 1,
    });
    const { pendingChunks: _pending, ...view } = added;
    expect(await record.todos.read(NAMESPACE, { todoIds: [added.todoId] })).toEqual([view]);
    expect(await record.todos.read(NAMESPACE, { resourceIds: [added.resourceId] })).toEqual([view]);
    expect(await record.todos.read('other', { todoIds: [added.todoId], resourceIds: [added.resourceId] })).toEqual([]);
  });

  it('takes two with the same text for two', async () => {
    await using record = await open();
    const [one, two] = [await add(record, todo('Same')), await add(record, todo('Same'))];
    expect(one.todoId).not.toBe(two.todoId);
    expect((await record.todos.list(NAMESPACE, undefined, { limit: 10 })).totalCount).toBe(2);
  });

  it('completes once: the first time stays', async () => {
    await using record = await open();
    const { todoId } = await add(record, todo('Do it'));
    const before = await record.lastSeq();
    expect(await record.todos.complete(NAMESPACE, todoId, 2000)).toMatchObject({ kind: 'written', result: { status: 'completed', completedAtMs: 2000 } });
    expect(await record.changesAfter(before, 10)).toMatchObject([{ kind: 'todo', op: 'changed', namespace: NAMESPACE }]);
    expect(await record.todos.complete(NAMESPACE, todoId, 3000)).toMatchObject({ result: { completedAtMs: 2000 } });
    expect(await record.todos.read(NAMESPACE, { todoIds: [todoId] })).toMatchObject([{ status: 'completed', completedAtMs: 2000 }]);
    expect(await record.lastSeq()).toBe(before + 1);
    expect(await record.todos.complete(NAMESPACE, todoId + 1, 2000)).toBeUndefined();
    expect(await record.todos.complete('other', todoId, 2000)).toBeUndefined();
  });

  it('lists newest first by status, and counts all', async () => {
    await using record = await open();
    const old = await add(record, todo('old', { createdAtMs: 1000 }));
    for (const title of ['first', 'second']) await add(record, todo(title, { createdAtMs: 2000 }));
    await add(record, todo('elsewhere', { namespace: 'other' }));
    await record.todos.complete(NAMESPACE, old.todoId, 5000);
    expect(await walk(record, undefined, 2)).toEqual(['second', 'first', 'old']);
    expect(await walk(record, 'pending', 1)).toEqual(['second', 'first']);
    expect(await walk(record, 'completed', 1)).toEqual(['old']);
    expect(await record.todos.list(NAMESPACE, 'pending', { limit: 1 })).toMatchObject({ totalCount: 3, filteredCount: 2 });
    expect(await record.todos.list(NAMESPACE, undefined, { limit: 1 })).toMatchObject({ totalCount: 3, filteredCount: 3 });
    expect(await record.todos.list('nobody', undefined, { limit: 1 })).toEqual({ todos: [], totalCount: 0, filteredCount: 0 });
    await expect(record.todos.list(NAMESPACE, undefined, { limit: 1, cursor: 'x' })).rejects.toMatchObject({ code: 'LTMC_INVALID_INPUT' });
  });

  it('neither repeats nor skips one while others are added and completed', async () => {
    await using record = await open();
    const titles = Array.from({ length: 9 }, (_todo, index) => `todo ${index}`);
    const added: AddedTodo[] = [];
    for (const [index, title] of titles.entries()) added.push(await add(record, todo(title, { createdAtMs: 1000 + Math.floor(index / 3) })));
    const walked = await walk(record, undefined, 2, async (page) => {
      await add(record, todo(`new ${page}`, { createdAtMs: 5000 }));
      await record.todos.complete(NAMESPACE, at(added, page).todoId, 6000);
    });
    expect(walked).toEqual(titles.toReversed());
  });

  it('finds them by words, beside nothing else and nothing else beside them', async () => {
    await using record = await open();
    const { resourceId } = await add(record, todo('Water the cactus', { description: 'not too much' }));
    await record.storeVersion(version('plants.md', 'a cactus needs little'));
    expect(await found(record, 'cactus', { kinds: ['todo'] })).toHaveLength(1);
    expect(await found(record, 'too much', { kinds: ['todo'] })).toHaveLength(1);
    expect(await found(record, 'cactus')).toHaveLength(1);
    const chunks = await record.readChunks({ chunkIds: await found(record, 'cactus', { kinds: ['todo'] }) }, { ...EVERYTHING, kinds: ['todo'] });
    expect(chunks).toMatchObject([{ kind: 'todo', resourceId }]);
    await embedAll(record);
    expect(await record.currentVectorsAfter({ namespace: NAMESPACE, kind: 'todo' }, 'model-a', 0, 10)).toHaveLength(1);
  });

  it('happens once for a key', async () => {
    await using record = await open();
    expect((await record.todos.add(todo('Once'), claim('k'))).kind).toBe('written');
    expect(await record.todos.add(todo('Once'), claim('k'))).toEqual({ kind: 'replayed', answer: 'Once pending' });
    await expect(record.todos.add(todo('Twice'), claim('k', 'b'))).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    const { todos, totalCount } = await record.todos.list(NAMESPACE, undefined, { limit: 10 });
    expect(totalCount).toBe(1);
    const { todoId } = at(todos, 0);
    await record.todos.complete(NAMESPACE, todoId, 2000, { ...claim('done'), tool: 'complete_todo' });
    expect(await record.todos.complete(NAMESPACE, todoId, 9000, { ...claim('done'), tool: 'complete_todo' })).toEqual({ kind: 'replayed', answer: 'Once completed' });
  });

  it('refuses a text that would come back changed', async () => {
    await using record = await open();
    await expect(record.todos.add(todo('half \uD800'))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    await expect(record.todos.add(todo('nul', { description: '\0' }))).rejects.toMatchObject({ code: 'LTMC_CONTENT_INVALID' });
    expect(await record.lastSeq()).toBe(0);
  });

  it('is closed with the record', async () => {
    const record = await open();
    await record.close();
    const calls = [record.todos.add(todo('late')), record.todos.complete(NAMESPACE, 1, 1), record.todos.list(NAMESPACE, undefined, { limit: 1 }), record.todos.read(NAMESPACE, { todoIds: [1] })];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
}

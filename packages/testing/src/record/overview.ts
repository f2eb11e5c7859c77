import { expect, it } from 'vitest';
import type { NameField, RecordStore, SessionEntry } from '@ltmc/contracts';
import { log } from './chat-fixture.js';
import { attempt } from './code.js';
import { LATER_MS, NAMESPACE, store, version, type OpenRecord } from './fixture.js';
import { todo } from './todos.js';

const namesOf = (record: RecordStore, field: NameField, text = '', { limit = 10, validAtMs = LATER_MS, namespace = NAMESPACE } = {}): Promise<string[]> =>
  record.overview.names(namespace, field, { text, limit, validAtMs });

const entriesOf = (record: RecordStore, sessionId: string, { limit = 10, excerptLength = 100, validAtMs = LATER_MS, namespace = NAMESPACE } = {}): Promise<SessionEntry[]> =>
  record.overview.sessionEntries(namespace, sessionId, { limit, excerptLength, validAtMs });

/** Names in use, and what sessions left behind. */
export function overviewContract(open: OpenRecord): void {
  it('offers file names and tags of memories: those that begin with the text first, then the latest', async () => {
    await using record = await open();
    await store(record, version('notes/plan.md', 'a', { tags: ['Plan', 'work'], recordedAtMs: 1000 }));
    await store(record, version('Plan.md', 'b', { tags: ['work'], recordedAtMs: 2000 }));
    await store(record, version('my-plan.md', 'c', { tags: ['explanation'], recordedAtMs: 3000 }));
    await store(record, version('other.md', 'd', { recordedAtMs: 4000 }));
    expect(await namesOf(record, 'fileName')).toEqual(['other.md', 'my-plan.md', 'Plan.md', 'notes/plan.md']);
    expect(await namesOf(record, 'fileName', 'PLAN')).toEqual(['Plan.md', 'my-plan.md', 'notes/plan.md']);
    expect(await namesOf(record, 'fileName', 'plan', { limit: 1 })).toEqual(['Plan.md']);
    expect(await namesOf(record, 'tag', 'plan')).toEqual(['Plan', 'explanation']);
    expect(await namesOf(record, 'tag')).toEqual(['explanation', 'work', 'Plan']);
    expect(await namesOf(record, 'fileName', '%')).toEqual([]);
    expect(await namesOf(record, 'fileName', '', { namespace: 'elsewhere' })).toEqual([]);
  });

  it('offers no name of what is replaced, forgotten or expired', async () => {
    await using record = await open();
    await store(record, version('a.md', 'a', { tags: ['old'], sessionId: 's1' }));
    await store(record, version('a.md', 'b', { tags: ['new'], sessionId: 's2', recordedAtMs: 2000 }));
    await store(record, version('b.md', 'b', { tags: ['gone'], sessionId: 's3' }));
    await store(record, version('c.md', 'c', { tags: ['late'], sessionId: 's4', expiresAtMs: 5000 }));
    await log(record, 'hello', { conversationId: 'talk', sessionId: 's5' });
    await record.forget(NAMESPACE, { fileName: 'b.md' }, { atMs: 3000 });
    await record.chats.forget(NAMESPACE, 'talk', { atMs: 3000 });
    expect(await namesOf(record, 'fileName')).toEqual(['a.md']);
    expect(await namesOf(record, 'tag')).toEqual(['new']);
    expect(await namesOf(record, 'sessionId')).toEqual(['s2']);
    expect(await namesOf(record, 'conversationId')).toEqual([]);
    expect(await namesOf(record, 'tag', '', { validAtMs: 4999 })).toEqual(['new', 'late']);
    expect(await Promise.all(['s1', 's3', 's4', 's5'].map((session) => entriesOf(record, session)))).toEqual([[], [], [], []]);
  });

  it('offers conversations and sessions by when they were last used', async () => {
    await using record = await open();
    await log(record, 'a', { conversationId: 'one', sessionId: 'ann-1', recordedAtMs: 1000 });
    await log(record, 'b', { conversationId: 'two', sessionId: 'bob-1', recordedAtMs: 2000 });
    await log(record, 'c', { conversationId: 'one', recordedAtMs: 3000 });
    await record.code.log(attempt('f1', 'sort', { sessionId: 'ann-2', recordedAtMs: 4000 }));
    expect(await namesOf(record, 'conversationId')).toEqual(['one', 'two']);
    expect(await namesOf(record, 'sessionId')).toEqual(['ann-2', 'bob-1', 'ann-1']);
    expect(await namesOf(record, 'sessionId', 'ann')).toEqual(['ann-2', 'ann-1']);
  });

  it('gives all a session left behind, newest first, and nothing of another', async () => {
    await using record = await open();
    const memory = await store(record, version('a.md', 'old text', { sessionId: 's', agentId: 'ann', recordedAtMs: 1000 }));
    await store(record, version('a.md', 'new text', { sessionId: 's', agentId: 'ann', recordedAtMs: 1500 }));
    const message = await log(record, 'said 🚀 so', { sessionId: 's', role: 'assistant', recordedAtMs: 2000 });
    const added = await record.todos.add(todo('ship it', { description: 'by friday', sessionId: 's', createdAtMs: 3000 }));
    const logged = await record.code.log(attempt('f1', 'sort a list', { sessionId: 's', result: 'error', errorMessage: 'boom', agentId: 'bob', recordedAtMs: 4000 }));
    await store(record, version('b.md', 'of another session', { sessionId: 'other', recordedAtMs: 9000 }));
    const todoId = added.kind === 'written' ? added.result.todoId : 0;
    const patternId = logged.kind === 'written' ? logged.result.patternId : 0;
    const all: SessionEntry[] = [
      { kind: 'attempt', id: patternId, name: 'sort a list', label: 'error', excerpt: 'boom', agentId: 'bob', atMs: 4000 },
      { kind: 'todo', id: todoId, name: 'ship it', label: 'pending', excerpt: 'by friday', agentId: null, atMs: 3000 },
      { kind: 'message', id: message.messageId, name: 'talk', label: 'assistant', excerpt: 'said 🚀 so', agentId: null, atMs: 2000 },
      { kind: 'memory', id: memory.resourceId, name: 'a.md', label: 'version 2', excerpt: 'new text', agentId: 'ann', atMs: 1500 },
    ];
    expect(await entriesOf(record, 's')).toEqual(all);
    expect(await entriesOf(record, 's', { limit: 2 })).toEqual(all.slice(0, 2));
    expect((await entriesOf(record, 's', { excerptLength: 6 })).map(({ name, excerpt }) => [name, excerpt])).toEqual([['sort a', 'boom'], ['ship i', 'by fri'], ['talk', 'said 🚀'], ['a.md', 'new te']]);
    await record.todos.complete(NAMESPACE, todoId, 5000);
    expect((await entriesOf(record, 's'))[1]?.label).toBe('completed');
    expect(await entriesOf(record, 's', { namespace: 'elsewhere' })).toEqual([]);
  });
}

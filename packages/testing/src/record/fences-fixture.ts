import type { IdempotencyClaim, RecordStore, RecordWrites, WriteOutcome } from '@ltmc/contracts';
import { log, message, stated } from './chat-fixture.js';
import { attempt } from './code.js';
import { relation } from './edges-fixture.js';
import { at, NAMESPACE, store, version } from './fixture.js';
import { todo } from './todos.js';

/** The lock that the suite's writes work under. */
export const LOCK = 'memory:a.md';

/** Its fence with a token. */
export function fence(token: number, name = LOCK): { readonly name: string; readonly token: number } {
  return { name, token };
}

/** Names of the methods of an interface whose fields are methods, or parts with methods: `forget`, `chats.forget`. */
type WriteName = { [Key in keyof RecordWrites]: RecordWrites[Key] extends (...args: never[]) => unknown ? Key : `${Key}.${keyof RecordWrites[Key] & string}` }[keyof RecordWrites];

/** What there is to write on. */
export interface Scene {
  readonly resourceIds: readonly [number, number];
  readonly messageId: number;
  readonly chunkId: number;
  readonly todoId: number;
}

/** Two memories, a forgotten one, a conversation, a forgotten one, a todo. */
export async function prepare(record: RecordStore): Promise<Scene> {
  const one = await store(record, version('a.md', 'one'));
  const two = await store(record, version('b.md', 'two'));
  await store(record, version('gone.md', 'three'));
  await record.forget(NAMESPACE, { fileName: 'gone.md' }, { atMs: 1500 });
  const { messageId } = await log(record, 'hello');
  await log(record, 'bye', { conversationId: 'gone' });
  await record.chats.forget(NAMESPACE, 'gone', { atMs: 1500 });
  const added = await record.todos.add(todo('wash up'));
  if (added.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return { resourceIds: [one.resourceId, two.resourceId], messageId, chunkId: at(one.chunkIds, 0), todoId: added.result.todoId };
}

type Outcome = Promise<WriteOutcome<unknown> | undefined>;

/** Every write there is, each with something to do in a {@link prepare}d record; a new one does not compile until it is here too. */
export const WRITES: Readonly<Record<WriteName, (writes: RecordWrites, scene: Scene, claim?: IdempotencyClaim<unknown>) => Outcome>> = {
  storeVersion: (writes, _scene, claim) => writes.storeVersion(version('a.md', 'another text'), claim),
  forget: (writes, _scene, claim) => writes.forget(NAMESPACE, { fileName: 'a.md' }, { purge: true, atMs: 2000 }, claim),
  undoForget: (writes, _scene, claim) => writes.undoForget(NAMESPACE, { fileName: 'gone.md' }, { notBeforeMs: 0, atMs: 2000 }, claim),
  'chats.log': (writes, _scene, claim) => writes.chats.log(message('again'), claim),
  'chats.forget': (writes, _scene, claim) => writes.chats.forget(NAMESPACE, 'talk', { atMs: 2000 }, claim),
  'chats.undoForget': (writes, _scene, claim) => writes.chats.undoForget(NAMESPACE, 'gone', { notBeforeMs: 0, atMs: 2000 }, claim),
  'chats.link': (writes, { messageId, chunkId }, claim) => writes.chats.link(NAMESPACE, messageId, [stated(chunkId)], 2000, claim),
  'todos.add': (writes, _scene, claim) => writes.todos.add(todo('dry up'), claim),
  'todos.complete': (writes, { todoId }, claim) => writes.todos.complete(NAMESPACE, todoId, 2000, claim),
  'code.log': (writes, _scene, claim) => writes.code.log(attempt('f1', 'reverse a list'), claim),
  'edges.relate': (writes, { resourceIds: [one, two] }, claim) => writes.edges.relate(NAMESPACE, [relation(one, two)], 2000, claim),
};

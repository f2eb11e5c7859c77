import type { RecordStore, RecordWrites } from '@ltmc/contracts';
import type { MemoryAccess } from './access.js';
import { createMemoryChats } from './chats.js';
import { createMemoryCode } from './code.js';
import { createMemoryEdges } from './edges.js';
import { createMemoryTodos } from './todos.js';
import * as writes from './writes.js';

/** What callers write, and what belongs to it: every write goes through the access, and so under its fence. */
export function createMemoryWrites(access: MemoryAccess): RecordWrites & Pick<RecordStore, 'chats' | 'todos' | 'code' | 'edges'> {
  const { open, write, rehearse } = access;
  return {
    chats: createMemoryChats(access),
    todos: createMemoryTodos(access),
    code: createMemoryCode(access),
    edges: createMemoryEdges(access),
    storeVersion: async (input, claim) => write({ namespace: input.namespace, claim, atMs: input.recordedAtMs }, () => writes.storeVersion(open(), input)),
    forget: async (namespace, ref, options, claim) => {
      const work = (): ReturnType<typeof writes.forget> => writes.forget(open(), namespace, ref, options);
      return options.dryRun === true ? rehearse(namespace, work) : write({ namespace, claim, atMs: options.atMs }, work);
    },
    undoForget: async (namespace, ref, options, claim) => write({ namespace, claim, atMs: options.atMs }, () => writes.undoForget(open(), namespace, ref, options)),
  };
}

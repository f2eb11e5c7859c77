import type { RecordStore, RecordWrites } from '@ltmc/contracts';
import { requireStorable } from '../storable.js';
import { createSqliteChats } from './chats/chat-record.js';
import { createSqliteCode } from './code.js';
import { createSqliteEdges } from './edges/edge-record.js';
import { forget, undoForget } from './forget.js';
import type { RecordAccess } from './record-access.js';
import { storeVersion } from './store-version.js';
import { createSqliteTodos } from './todos.js';

/** What callers write, and what belongs to it: every write goes through the access, and so under its fence. */
export function createSqliteWrites(access: RecordAccess): RecordWrites & Pick<RecordStore, 'chats' | 'todos' | 'code' | 'edges'> {
  return {
    chats: createSqliteChats(access),
    todos: createSqliteTodos(access),
    code: createSqliteCode(access),
    edges: createSqliteEdges(access),
    storeVersion: async (input, claim) => {
      requireStorable(input);
      return access.write({ namespace: input.namespace, claim, atMs: input.recordedAtMs }, (sql) => storeVersion(sql, input));
    },
    forget: async (namespace, ref, options, claim) => {
      if (options.dryRun === true) return access.rehearse(namespace, (sql) => forget(sql, namespace, ref, options));
      const change = options.purge === true ? access.purge : access.write;
      return change({ namespace, claim, atMs: options.atMs }, (sql) => forget(sql, namespace, ref, options));
    },
    undoForget: (namespace, ref, options, claim) => access.write({ namespace, claim, atMs: options.atMs }, (sql) => undoForget(sql, namespace, ref, options)),
  };
}

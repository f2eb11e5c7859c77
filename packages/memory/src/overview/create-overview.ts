import { checkName } from '../content-rules.js';
import type { MemoryEngine } from '../engine/engine.js';
import type { OverviewService } from './types.js';

/** What is there, across kinds. */
export function createOverview({ record, clock, guarded }: MemoryEngine): OverviewService {
  return {
    names: guarded(({ namespace }, field, request) => record.overview.names(namespace, field, { ...request, validAtMs: clock.nowMs() })),
    sessionEntries: guarded(async ({ namespace }, sessionId, request) =>
      record.overview.sessionEntries(namespace, checkName('session_id', sessionId), { ...request, validAtMs: clock.nowMs() })),
    counts: guarded(async ({ namespace }) => {
      const [{ resources: memories, chunks, pendingChunks }, messages, { filteredCount: openTodos }] = await Promise.all([
        record.stats(namespace),
        record.chats.count(namespace, {}),
        record.todos.list(namespace, 'pending', { limit: 1 }),
      ]);
      return { memories, chunks, pendingChunks, messages, openTodos };
    }),
  };
}

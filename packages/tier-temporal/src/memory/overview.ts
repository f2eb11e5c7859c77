import type { NameField, OverviewRecord, SessionEntry, TodoRecord } from '@ltmc/contracts';
import { kindOf, passes, type MemoryState, type MemoryVersion } from './state.js';

/** Names and sessions of the reference driver. */
export function createMemoryOverview(open: () => MemoryState, todos: TodoRecord): OverviewRecord {
  const current = (namespace: string, validAtMs: number): MemoryVersion[] =>
    open().versions.filter((version) => passes(version, { namespace, validAtMs, kinds: ['memory', 'message', 'todo', 'pattern'] }));

  return {
    names: async (namespace, field, { text, limit, validAtMs }) => {
      const attempts = field === 'sessionId' ? open().attempts.filter(({ input }) => input.namespace === namespace) : [];
      const uses = [...current(namespace, validAtMs).flatMap((version) => usesOf(version, field)), ...attempts.map(({ input }) => ({ name: input.sessionId, atMs: input.recordedAtMs }))];
      const lastMs = new Map<string, number>();
      for (const { name, atMs } of uses) if (name !== null) lastMs.set(name, Math.max(atMs, lastMs.get(name) ?? -Infinity));
      const placeIn = (name: string): number => folded(name).indexOf(folded(text));
      return [...lastMs]
        .filter(([name]) => placeIn(name) >= 0)
        .toSorted(([a, aMs], [b, bMs]) => Number(placeIn(a) > 0) - Number(placeIn(b) > 0) || bMs - aMs || Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .slice(0, limit)
        .map(([name]) => name);
    },
    sessionEntries: async (namespace, sessionId, { limit, excerptLength, validAtMs }) => {
      const versions = current(namespace, validAtMs).filter(({ input }) => input.sessionId === sessionId);
      const ofTodos = await todos.read(namespace, { resourceIds: versions.map(({ resourceId }) => resourceId) });
      const entries = versions.flatMap((version): SessionEntry[] => {
        const { resourceId, version: number, input: { fileName, content, agentId }, recordedAtMs: atMs } = version;
        const message = open().messages.find((one) => one.version === version);
        const todo = ofTodos.find((one) => one.resourceId === resourceId);
        if (message) return [{ kind: 'message', id: message.messageId, name: message.input.conversationId, label: message.input.role, excerpt: content, agentId, atMs }];
        if (todo) return [{ kind: 'todo', id: todo.todoId, name: todo.title, label: todo.status, excerpt: todo.description, agentId, atMs }];
        return kindOf(version) === 'memory' ? [{ kind: 'memory', id: resourceId, name: fileName, label: `version ${number}`, excerpt: content, agentId, atMs }] : [];
      });
      const attempts = open().attempts
        .filter(({ input }) => input.namespace === namespace && input.sessionId === sessionId)
        .map(({ patternId: id, input: { inputPrompt: name, result: label, errorMessage, agentId, recordedAtMs: atMs } }): SessionEntry => ({ kind: 'attempt', id, name, label, excerpt: errorMessage ?? '', agentId, atMs }));
      const start = (text: string): string => [...text].slice(0, excerptLength).join('');
      return [...entries, ...attempts]
        .toSorted((a, b) => b.atMs - a.atMs || (a.kind < b.kind ? -1 : Number(a.kind > b.kind)) || b.id - a.id)
        .slice(0, limit)
        .map((entry) => ({ ...entry, name: start(entry.name), excerpt: start(entry.excerpt) }));
    },
  };
}

function usesOf(version: MemoryVersion, field: NameField): { name: string | null; atMs: number }[] {
  const { input, recordedAtMs: atMs } = version;
  if (field === 'conversationId') return [{ name: input.conversationId ?? null, atMs }];
  if (field === 'sessionId') return [{ name: input.sessionId, atMs }];
  if (kindOf(version) !== 'memory') return [];
  return (field === 'fileName' ? [input.fileName] : input.tags).map((name) => ({ name, atMs }));
}

/** ASCII letters only, as the SQLite driver does. */
function folded(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

import type { TodoInput, VersionInput } from '@ltmc/contracts';

/** The version that holds a todo's text. @param name - its name in any record. */
export function todoVersion({ namespace, text, chunks, tags, agentId, sessionId, fingerprint, createdAtMs }: TodoInput, name: string): VersionInput {
  return {
    namespace, kind: 'todo', fileName: name, content: text, chunks, resourceType: 'todo', tags, metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId, sessionId, recordedAtMs: createdAtMs, ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** What a record can offer names of, for a caller that completes what somebody types. */
export type NameField = 'fileName' | 'tag' | 'conversationId' | 'sessionId';

/** Something a session left behind that is current, valid and not forgotten. */
export interface SessionEntry {
  readonly kind: 'memory' | 'message' | 'todo' | 'attempt';
  /** Of its kind: a `resourceId`, `messageId`, `todoId` or `patternId`. */
  readonly id: number;
  /** File name, conversation, title, or the start of the prompt that code answers. */
  readonly name: string;
  /** What tells more of it: `version 2`, a message's role, a todo's status, an attempt's result. */
  readonly label: string;
  /** The start of its text: content, message, description, or error message. */
  readonly excerpt: string;
  readonly agentId: string | null;
  /** Unix epoch milliseconds, UTC: when it was recorded. */
  readonly atMs: number;
}

/** What is there, across kinds. */
export interface OverviewRecord {
  /**
   * Names in use that hold `text` (whatever the case of ASCII letters): those that begin with it first, then the most recently used.
   * File names and tags are those of memories valid at `validAtMs`.
   */
  names(namespace: string, field: NameField, request: { readonly text: string; readonly limit: number; readonly validAtMs: number }): Promise<string[]>;
  /** Newest first. `excerptLength`: characters of a name or text that are given. Empty for an unknown session. */
  sessionEntries(namespace: string, sessionId: string, request: { readonly limit: number; readonly excerptLength: number; readonly validAtMs: number }): Promise<SessionEntry[]>;
}

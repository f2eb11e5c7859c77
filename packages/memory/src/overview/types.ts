import type { CallContext, NameField, SessionEntry } from '@ltmc/contracts';

/** How much there is in a namespace. */
export interface MemoryCounts {
  readonly memories: number;
  /** Of memories. */
  readonly chunks: number;
  /** Of anything: not searchable by meaning yet. */
  readonly pendingChunks: number;
  readonly messages: number;
  readonly openTodos: number;
}

/** What is there, across kinds: for a status, for completions, for a session that goes on where another ended. */
export interface OverviewService {
  /** Names in use that hold `text`: those that begin with it first, then the most recently used. */
  names(context: CallContext, field: NameField, request: { readonly text: string; readonly limit: number }): Promise<string[]>;
  /** What a session left behind and is still so, newest first. @throws LtmcError `LTMC_INVALID_INPUT` for a session_id that can be none. */
  sessionEntries(context: CallContext, sessionId: string, request: { readonly limit: number; readonly excerptLength: number }): Promise<SessionEntry[]>;
  counts(context: CallContext): Promise<MemoryCounts>;
}

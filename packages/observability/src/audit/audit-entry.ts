/** What is kept of a call, or of a refusal before it: who, what and how it ended. Never a text, a query or any other argument. */
export interface AuditEntry {
  /** A tool, or the method of another request, e.g. `resources/read`. Absent: the refusal came before it was known. */
  readonly tool?: string;
  readonly namespace?: string;
  readonly principal?: string;
  readonly agentId?: string;
  readonly sessionId?: string;
  /** What the answer is about, the first of them. */
  readonly resourceIds?: readonly number[];
  /** `ok`, or the stable code of the error. */
  readonly outcome: string;
  readonly durationMs?: number;
  readonly errorId?: string;
  /** Where an unknown caller came from. */
  readonly address?: string;
}

/** The file that another one began after, and the last hash it had by then. */
export interface KnownFile {
  readonly file: string;
  readonly hash: string;
}

/** What stands in a line beside its number, time and hash. */
export type AuditRow =
  | { readonly event: 'opened'; readonly pid: number; readonly knows: readonly KnownFile[]; readonly retired: readonly KnownFile[] }
  | ({ readonly event: 'call' } & Readonly<Record<string, unknown>>)
  /** Rows that could not be written, a full disk perhaps. */
  | { readonly event: 'lost'; readonly rows: number }
  | { readonly event: 'closed' };

/** In the spelling of every other face of LTMC; what is not there is left out. */
export function toRow({ tool, namespace, principal, agentId, sessionId, resourceIds, outcome, durationMs, errorId, address }: AuditEntry): AuditRow {
  return {
    event: 'call', tool, namespace, principal, agent_id: agentId, session_id: sessionId, resource_ids: resourceIds, outcome,
    duration_ms: durationMs === undefined ? undefined : Math.round(durationMs * 10) / 10, error_id: errorId, address,
  };
}

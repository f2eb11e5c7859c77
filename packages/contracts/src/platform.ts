import type { Fence } from './fences.js';

/** A JSON object as it comes from a caller or goes to one. */
export type JsonObject = { readonly [key: string]: JsonValue };
/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** Where log lines go. `fields` is JSON and never holds memory text or credentials. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Wall-clock time, injected so that tests can move it. */
export interface Clock {
  /** Unix epoch milliseconds, UTC. */
  nowMs(): number;
}

/** What a credential permits: tools that only read, tools that write, or everything (`admin`). */
export type Scope = 'read' | 'write' | 'admin';

/** Who calls, and in which namespace. Comes from the transport, never from a tool's arguments (but `agentId`, `sessionId` and `fence`). */
export interface CallContext {
  /** The tenant; every memory belongs to exactly one. */
  readonly namespace: string;
  /** The credential behind the call, e.g. `local` under stdio. */
  readonly principal: string;
  /** What the credential permits. Absent: everything, as for the user of this machine under stdio. */
  readonly scopes?: readonly Scope[];
  readonly agentId?: string;
  readonly sessionId?: string;
  /** What the call shows of the lock it works under: every write that it causes is refused once the record has seen a higher token of the name. */
  readonly fence?: Fence;
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal?: AbortSignal;
}

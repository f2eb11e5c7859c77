import type { CallContext, JsonObject } from '@ltmc/contracts';

/** Most checkpoints of a session; the oldest go first. */
export const MAX_CHECKPOINTS = 20;

export interface SessionRef {
  /** 1 to 256 characters. Default: the session of the call. */
  readonly sessionId?: string;
}

export interface CreateSessionInput extends SessionRef {
  /** Default `{}`. Without a session id a new one is made. */
  readonly state?: JsonObject;
  /** Recorded as its creator. Default: the agent of the call, if there is one. */
  readonly agentId?: string;
}

export interface SessionView {
  readonly sessionId: string;
  readonly state: JsonObject;
  /** 0 where no state was set yet (the session was made by its shared context); one more with each update. Send it as `expectedVersion`. */
  readonly version: number;
  readonly status: 'active' | 'ended';
  readonly createdBy: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly endedAtMs: number | null;
}

export interface UpdateSessionInput extends SessionRef {
  /** Top-level fields, each replaced as a whole; null removes one. */
  readonly state: JsonObject;
  /** `replace`: the state is what is sent, and nothing of before. Default `merge`. */
  readonly how?: 'merge' | 'replace';
  /** Write only if this is the version there is. Default: whatever there is. */
  readonly expectedVersion?: number;
}

export interface SessionFilter {
  /** Default `active`. */
  readonly status?: 'active' | 'ended' | 'all';
  /** Only those in whose shared context this agent takes part. */
  readonly agentId?: string;
  /** 1 to 100, default 20. */
  readonly limit?: number;
  /** From the page before. */
  readonly cursor?: string;
}

/** A session without its state. */
export interface SessionSummary extends Omit<SessionView, 'state'> {
  readonly participants: readonly string[];
  readonly contextVersion: number;
}

export interface SessionPage {
  /** In order of their ids. A page may hold fewer than asked for, also none, and still have a `nextCursor`. */
  readonly sessions: readonly SessionSummary[];
  readonly nextCursor?: string;
}

export interface CheckpointView {
  readonly name: string;
  /** Version of the state in it. */
  readonly version: number;
  readonly createdAtMs: number;
}

/**
 * What a session has come to, kept outside of every process: state with a version, and named checkpoints to go back to.
 *
 * Every agent of the namespace may read and write every session. A session that nobody writes is kept for 30 days, a checkpoint for 30 days since it was
 * made, a session that was ended for 7 days, and nothing of it changes any more.
 * Methods reject with `LTMC_NOT_FOUND` for an unknown session, writing ones also for one that has ended (`details.status: "ended"`), with
 * `LTMC_CONTENT_TOO_LARGE` above 256 KiB (state and shared context together).
 */
export interface SessionStateManagerService {
  /** @throws LtmcError `LTMC_ALREADY_EXISTS` where the session has a state already. */
  create(context: CallContext, input: CreateSessionInput): Promise<SessionView>;
  /** Also one that has ended. */
  get(context: CallContext, ref?: SessionRef): Promise<SessionView>;
  /** @throws LtmcError `LTMC_VERSION_CONFLICT`, with `details.current_version` and `details.state` as they are. */
  update(context: CallContext, input: UpdateSessionInput): Promise<SessionView>;
  /** Ending twice gives the first time. */
  end(context: CallContext, ref?: SessionRef): Promise<SessionView>;
  list(context: CallContext, filter?: SessionFilter): Promise<SessionPage>;
  /** Keeps the state as it is now, under a name of 1 to 128 characters; the same name replaces. Default: the time as a name. */
  checkpoint(context: CallContext, input: SessionRef & { readonly name?: string }): Promise<CheckpointView & { readonly kept: readonly CheckpointView[] }>;
  /** The state becomes that of the checkpoint, as a new version. Default: the newest. @throws LtmcError `LTMC_NOT_FOUND`, `LTMC_VERSION_CONFLICT` */
  restore(context: CallContext, input: SessionRef & { readonly name?: string; readonly expectedVersion?: number }): Promise<SessionView & { readonly restored: CheckpointView }>;
  /** How many are kept, ended ones too. */
  count(context: CallContext): Promise<number>;
}

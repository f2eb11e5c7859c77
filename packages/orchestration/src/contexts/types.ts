import type { CallContext, JsonObject, JsonValue } from '@ltmc/contracts';

/** Which session, and who acts in it. */
export interface ParticipantInput {
  /** 1 to 256 characters. Default: the session of the call, then the one that the agent registered with. */
  readonly sessionId?: string;
  /** 1 to 256 characters. Default: the agent of the call. */
  readonly agentId?: string;
}

/** Which capability a field of the context is meant for; null: for everybody again. */
export type Audience = Readonly<Record<string, string | null>>;

export interface CreateContextInput extends ParticipantInput {
  /** The fields to begin with. Default: none. */
  readonly context?: JsonObject;
  readonly audience?: Audience;
  /** Ids of agents that take part beside the one who creates it. */
  readonly participants?: readonly string[];
}

export interface JoinInput extends ParticipantInput {
  /** Names of the fields it is interested in; `build*` means all that begin with `build`. Up to 256. Default: those of before, at first none, which means all. */
  readonly subscriptions?: readonly string[];
  /** What it can do, up to 64. Default: those of before, at first those it registered with. */
  readonly capabilities?: readonly string[];
}

/** The shared context as somebody gets it. */
export interface SharedContext {
  readonly sessionId: string;
  /** The fields that are relevant to the agent, or all. */
  readonly context: JsonObject;
  /** Rises by one with each change of a field; 0: nothing was shared yet. Send it as `expectedVersion`. */
  readonly version: number;
  /** Names of fields that were left out, because they are not for this agent. */
  readonly omitted: readonly string[];
  readonly participants: readonly Participant[];
  /** Events up to this one are in `context` for certain; those behind it may be too (compare their `version`). */
  readonly position: number;
  readonly createdAtMs: number;
}

export interface Participant {
  readonly agentId: string;
  readonly subscriptions: readonly string[];
  readonly capabilities: readonly string[];
  /** Null for one who was named by the creator and has not come yet. */
  readonly joinedAtMs: number | null;
  /** No such agent gives signs of life now. It takes part all the same. */
  readonly gone: boolean;
}

export interface PropagateInput extends ParticipantInput {
  /** Top-level fields with their new values, each replaced as a whole; null removes one. */
  readonly updates: JsonObject;
  readonly audience?: Audience;
  /** The version that the updates are based on: what others changed since is not overwritten. Default: whatever there is, the last writer wins. */
  readonly expectedVersion?: number;
}

/** A field that was not written, because somebody else had changed it. */
export interface ContextConflict {
  readonly field: string;
  /** Null: you would have removed it. */
  readonly yours: JsonValue;
  /** Null: it was removed. */
  readonly theirs: JsonValue;
  /** Version of the context in which they wrote it. */
  readonly version: number;
  /** Who wrote it; null where that is not known any more. */
  readonly agentId: string | null;
}

/** A field that was overwritten without `expectedVersion`. */
export interface ReplacedField {
  readonly field: string;
  readonly previous: JsonValue;
  readonly version: number;
  readonly agentId: string | null;
}

export interface PropagateResult {
  /** After the update; the one before where nothing changed. */
  readonly version: number;
  /** Names of the fields that have now the value that was sent. */
  readonly applied: readonly string[];
  readonly conflicts: readonly ContextConflict[];
  /** Empty where `expectedVersion` was given. */
  readonly replaced: readonly ReplacedField[];
}

/** What happened in a session, in its order. */
export interface ContextEvent {
  /** Position: 1, 2, 3, ... */
  readonly sequence: number;
  readonly type: 'created' | 'joined' | 'left' | 'updated' | 'ended';
  readonly agentId: string | null;
  /** Version of the context after it. */
  readonly version: number;
  /** Fields that were set, with their values. */
  readonly changes: JsonObject;
  /** Names of fields that were removed. */
  readonly removed: readonly string[];
  readonly atMs: number;
  /** This agent was given it before and has not acknowledged it. */
  readonly redelivered: boolean;
}

export interface EventsInput extends ParticipantInput {
  /** Events behind this position, whatever was acknowledged. Default: behind the agent's own acknowledgement. */
  readonly since?: number;
  /** 1 to 1,000, default 100. */
  readonly limit?: number;
  /** Wait so long for the first one, 0 to 60 seconds, default 0. */
  readonly waitSeconds?: number;
}

export interface EventsResult {
  readonly events: readonly ContextEvent[];
  /** Acknowledge this once they are dealt with. */
  readonly next: number;
  /** The last of the session: there is more where it is above `next`. */
  readonly last: number;
  /** How many are gone because they are too old; above 0 get the whole context. */
  readonly missed: number;
}

/**
 * What the agents of a session know together: top-level fields with versions, merged field by field, every change told to every participant
 * at least once and in order.
 *
 * **Merging.** With `expectedVersion`, a field that another agent has changed since is not touched and reported with both values; the rest is written.
 * Without it the last writer wins, and what it replaced is told. State and event are written in one step, so that no update is lost.
 *
 * **Relevance, not secrecy.** An agent with subscriptions gets the fields it subscribed to and those meant for a capability it has; one without gets all
 * but those meant for capabilities that it lacks. `all` gives everything to anybody of the namespace.
 *
 * Context and session state of one id are one session, of together at most 256 KiB (`LTMC_CONTENT_TOO_LARGE`) and 1,000 participants. Methods reject with
 * `LTMC_NOT_FOUND` for an unknown session, writing ones also for one that has ended (`details.status: "ended"`), and with `LTMC_NOT_OWNER` for another
 * credential's agent.
 */
export interface ContextCoordinationService {
  /** The one who creates it takes part. @throws LtmcError `LTMC_ALREADY_EXISTS` where the session shares a context already. */
  create(context: CallContext, input: CreateContextInput): Promise<SharedContext>;
  /** Gives the whole relevant context; its events are given from there on. Joining again keeps the position. */
  join(context: CallContext, input: JoinInput): Promise<SharedContext>;
  /** `known`: whether it took part. */
  leave(context: CallContext, input: ParticipantInput): Promise<{ readonly known: boolean }>;
  /** Who propagates takes part from then on. @throws LtmcError `LTMC_VERSION_CONFLICT` for an `expectedVersion` that is yet to come. */
  propagate(context: CallContext, input: PropagateInput): Promise<PropagateResult>;
  /** Also for one who does not take part. `all`: every field. Default false. */
  get(context: CallContext, input: ParticipantInput & { readonly all?: boolean }): Promise<SharedContext>;
  /** @throws LtmcError `LTMC_NOT_FOUND` for one who does not take part. */
  events(context: CallContext, input: EventsInput): Promise<EventsResult>;
  /** Everything up to `sequence` is dealt with. @returns the position afterwards; it never goes back. */
  ack(context: CallContext, input: ParticipantInput & { readonly sequence: number }): Promise<{ readonly position: number }>;
}

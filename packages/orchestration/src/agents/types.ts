import type { CallContext, JsonObject } from '@ltmc/contracts';

/** For how long an agent is on the list after its last sign of life, seconds. */
export const HEARTBEAT_TTL_SECONDS = 60;

export interface RegisterInput {
  /** 1 to 256 characters. Default: a new one is made from the name. */
  readonly agentId?: string;
  /** For people, 1 to 256 characters. Default: the agent's id. */
  readonly name?: string;
  /** What it can do, up to 64 of 1 to 128 characters; others find it by them. */
  readonly capabilities?: readonly string[];
  /** The session that it works in. Default: that of the call, if there is one. */
  readonly sessionId?: string;
  /** Anything, up to 16 KiB as JSON. */
  readonly metadata?: JsonObject;
}

export interface RegisterResult {
  readonly agentId: string;
  /** A heartbeat within this time keeps it on the list; a third of it is a good interval. */
  readonly heartbeatTtlSeconds: number;
  readonly agent: AgentView;
}

/** A living agent. */
export interface AgentView {
  readonly agentId: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly sessionId: string | null;
  readonly metadata: JsonObject;
  /** As it last called its state itself, e.g. `idle`; null before it did. */
  readonly status: string | null;
  readonly registeredAtMs: number;
  /** For how long it is on the list without a further heartbeat, milliseconds from now. */
  readonly expiresInMs: number;
  /** Whether it belongs to the credential that asks. */
  readonly own: boolean;
}

export interface HeartbeatInput {
  /** Default: the agent of the call. */
  readonly agentId?: string;
  /** What it does now, 1 to 256 characters. Default: as before. */
  readonly status?: string;
}

export interface AgentFilter {
  readonly capability?: string;
  readonly sessionId?: string;
}

/**
 * Who is there: agents that show every so often that they live. Who has been silent for 60 s is gone, in every answer.
 *
 * An agent belongs to the credential (namespace and principal) that registered it, for as long as it lives; within one credential its id is taken on trust.
 */
export interface AgentRegistryService {
  /**
   * @throws LtmcError `LTMC_ALREADY_EXISTS` where an agent of this id lives, `LTMC_NOT_OWNER` where it is another credential's,
   * `LTMC_INVALID_INPUT`, `LTMC_CONTENT_TOO_LARGE` for its metadata.
   */
  register(context: CallContext, input: RegisterInput): Promise<RegisterResult>;
  /** `known: false`: it is gone, or never was: register (again). @throws LtmcError `LTMC_NOT_OWNER` */
  heartbeat(context: CallContext, input: HeartbeatInput): Promise<{ readonly known: boolean; readonly agent?: AgentView }>;
  /** The living agents of the namespace, in order of their ids, also of other credentials. */
  list(context: CallContext, filter?: AgentFilter): Promise<readonly AgentView[]>;
  /** @throws LtmcError `LTMC_NOT_FOUND` where no such agent lives. */
  get(context: CallContext, agentId?: string): Promise<AgentView>;
  /** What it holds runs out by itself. `known`: whether it was there. @throws LtmcError `LTMC_NOT_OWNER` */
  deregister(context: CallContext, agentId?: string): Promise<{ readonly known: boolean }>;
  /** How many live. */
  count(context: CallContext): Promise<number>;
}

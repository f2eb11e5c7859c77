import { LtmcError, type CallContext } from '@ltmc/contracts';
import { agentNotOwned, type AgentDirectory, type AgentRecord } from '../agents/agent-directory.js';
import { principalTag, requireAgentId } from '../caller.js';
import { checkId } from '../check-input.js';
import type { ParticipantRecord, SessionRecord } from '../session/session-record.js';
import type { ParticipantInput } from './types.js';

const MAX_PARTICIPANTS = 1000;

/** Who acts, where. */
export interface Actor {
  readonly sessionId: string;
  readonly agentId: string;
  readonly principal: string;
  /** As registered; undefined where it does not live, or never registered. */
  readonly registered: AgentRecord | undefined;
}

/** @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_NOT_OWNER` */
export async function resolveActor(context: CallContext, { sessionId, agentId: named }: ParticipantInput, directory: AgentDirectory): Promise<Actor> {
  const agentId = requireAgentId(context, named);
  const stated = sessionId ?? context.sessionId;
  if (stated !== undefined) checkId('session_id', stated);
  const registered = await directory.requireOwn(context, agentId);
  return { sessionId: checkId('session_id', stated ?? registered?.sessionId ?? undefined), agentId, principal: principalTag(context), registered };
}

/** The part of an agent in a session. @throws LtmcError `LTMC_NOT_OWNER` where another credential acted as it there. */
export function ownPart(session: SessionRecord, { agentId, principal }: Actor): ParticipantRecord | undefined {
  const part = session.agents.get(agentId);
  if (part && part.principal !== null && part.principal !== principal) throw agentNotOwned(agentId);
  return part;
}

/** @throws LtmcError `LTMC_NOT_FOUND` for one who does not take part, `LTMC_NOT_OWNER` */
export function requirePart(session: SessionRecord, actor: Actor): ParticipantRecord {
  const part = ownPart(session, actor);
  if (part) return part;
  const { agentId, sessionId } = actor;
  throw new LtmcError('LTMC_NOT_FOUND', `The agent ${JSON.stringify(agentId)} takes no part in the session ${JSON.stringify(sessionId)}; join it first`, { details: { agent_id: agentId, session_id: sessionId } });
}

/** The session with the actor in it; the same object where it takes part already. @throws LtmcError `LTMC_NOT_OWNER`, `LTMC_INVALID_INPUT` where there are too many. */
export function withActor(session: SessionRecord, actor: Actor, atMs: number, wishes: Partial<Pick<ParticipantRecord, 'subscriptions' | 'capabilities'>> = {}): SessionRecord {
  const part = ownPart(session, actor);
  if (part?.joinedAtMs != null && wishes.subscriptions === undefined && wishes.capabilities === undefined) return session;
  const joined: ParticipantRecord = {
    principal: actor.principal,
    joinedAtMs: part?.joinedAtMs ?? atMs,
    subscriptions: wishes.subscriptions ?? part?.subscriptions ?? [],
    capabilities: wishes.capabilities ?? (part?.joinedAtMs == null ? undefined : part.capabilities) ?? actor.registered?.capabilities ?? [],
  };
  return withParts(session, [[actor.agentId, joined]]);
}

/** The session with agents that are expected, and have not come yet. */
export function withInvited(session: SessionRecord, agentIds: readonly string[]): SessionRecord {
  const invited: ParticipantRecord = { principal: null, subscriptions: [], capabilities: [], joinedAtMs: null };
  return withParts(session, agentIds.filter((agentId) => !session.agents.has(agentId)).map((agentId) => [agentId, invited]));
}

export function withoutAgent(session: SessionRecord, agentId: string): SessionRecord {
  return { ...session, agents: new Map([...session.agents].filter(([id]) => id !== agentId)) };
}

function withParts(session: SessionRecord, parts: readonly (readonly [string, ParticipantRecord])[]): SessionRecord {
  const agents = new Map([...session.agents, ...parts]);
  if (agents.size > MAX_PARTICIPANTS) throw new LtmcError('LTMC_INVALID_INPUT', `At most ${MAX_PARTICIPANTS} agents take part in a session, this would be ${agents.size}; leave with some, or create another session`, { details: { parameter: 'participants' } });
  return { ...session, agents };
}

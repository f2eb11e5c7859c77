import type { CallContext, CoordinationStore, JsonObject, Member, MemberGroup } from '@ltmc/contracts';
import { notOwner, principalTag } from '../caller.js';
import { numberOf, objectOf, textOf, textsOf } from '../read-json.js';
import type { AgentView } from './types.js';

/** Above so many ids one look at the whole list costs less than one at each. */
const LOOKED_UP_ONE_BY_ONE = 32;

/** What is kept of a living agent. */
export interface AgentRecord extends Omit<AgentView, 'own'> {
  readonly principal: string;
}

/** Who lives, and whose they are: what the other services ask of the registry. */
export interface AgentDirectory {
  members(context: CallContext): MemberGroup;
  find(context: CallContext, agentId: string): Promise<AgentRecord | undefined>;
  /** The agent if it lives; nobody else may act as it. @throws LtmcError `LTMC_NOT_OWNER` where it is another credential's. */
  requireOwn(context: CallContext, agentId: string): Promise<AgentRecord | undefined>;
  /** Those that live. */
  living(context: CallContext, agentIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export function createAgentDirectory(store: CoordinationStore): AgentDirectory {
  const members = ({ namespace }: CallContext): MemberGroup => store.space(namespace).members('agent');
  const find = async (context: CallContext, agentId: string): Promise<AgentRecord | undefined> => {
    const member = await members(context).get(agentId);
    return member && fromMember(member);
  };
  return {
    members,
    find,
    requireOwn: async (context, agentId) => {
      const agent = await find(context, agentId);
      if (agent && agent.principal !== principalTag(context)) throw agentNotOwned(agentId);
      return agent;
    },
    living: async (context, agentIds) => {
      if (agentIds.length > LOOKED_UP_ONE_BY_ONE) return new Set((await members(context).list()).map(({ id }) => id));
      const found = await Promise.all(agentIds.map((agentId) => members(context).get(agentId)));
      return new Set(found.flatMap((member) => member?.id ?? []));
    },
  };
}

/** The error of one who acts as an agent of somebody else. */
export function agentNotOwned(agentId: string): ReturnType<typeof notOwner> {
  return notOwner(`The agent ${JSON.stringify(agentId)} belongs to another credential`, 'register an agent of your own under another agent_id');
}

export function toFields({ principal, name, capabilities, sessionId, metadata, status, registeredAtMs }: Omit<AgentRecord, 'agentId' | 'expiresInMs'>): JsonObject {
  return { principal, name, capabilities, session_id: sessionId, metadata, status, registered_at_ms: registeredAtMs };
}

export function fromMember({ id, fields, expiresInMs }: Member): AgentRecord {
  return {
    agentId: id,
    principal: textOf(fields['principal']) ?? '',
    name: textOf(fields['name']) ?? id,
    capabilities: textsOf(fields['capabilities']),
    sessionId: textOf(fields['session_id']),
    metadata: objectOf(fields['metadata']),
    status: textOf(fields['status']),
    registeredAtMs: numberOf(fields['registered_at_ms']),
    expiresInMs,
  };
}

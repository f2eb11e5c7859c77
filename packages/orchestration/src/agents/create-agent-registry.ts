import { randomBytes } from 'node:crypto';
import { LtmcError, type CallContext, type Clock, type Member } from '@ltmc/contracts';
import { principalTag, requireAgentId } from '../caller.js';
import { checkFields, checkId, checkIds, checkSize } from '../check-input.js';
import { agentNotOwned, fromMember, toFields, type AgentDirectory, type AgentRecord } from './agent-directory.js';
import { HEARTBEAT_TTL_SECONDS, type AgentRegistryService, type AgentView, type RegisterInput } from './types.js';

const TTL_MS = HEARTBEAT_TTL_SECONDS * 1000;
const MAX_METADATA_BYTES = 16_384;
const CAPABILITIES = { maxCount: 64, maxLength: 128 };
/** Random bytes of an id that is made here: nobody guesses it. */
const ID_BYTES = 8;

export interface AgentRegistryOptions {
  readonly directory: AgentDirectory;
  readonly clock: Clock;
}

export function createAgentRegistry({ directory, clock }: AgentRegistryOptions): AgentRegistryService {
  const join = async (context: CallContext, agent: Omit<AgentRecord, 'expiresInMs'>): Promise<void> => {
    const { agentId } = agent;
    if (await directory.members(context).join(agentId, toFields(agent), { ttlMs: TTL_MS })) return;
    await directory.requireOwn(context, agentId);
    throw new LtmcError('LTMC_ALREADY_EXISTS', `An agent ${JSON.stringify(agentId)} lives already; send a heartbeat to go on as it, deregister it first, or leave agent_id out to be given a new one`, { details: { agent_id: agentId } });
  };

  return {
    register: async (context, input) => {
      const agent = { ...checkRegistration(context, input), principal: principalTag(context), status: null, registeredAtMs: clock.nowMs() };
      await join(context, agent);
      return { agentId: agent.agentId, heartbeatTtlSeconds: HEARTBEAT_TTL_SECONDS, agent: toView(context, { ...agent, expiresInMs: TTL_MS }) };
    },
    heartbeat: async (context, { agentId: named, status }) => {
      const agentId = requireAgentId(context, named);
      if (status !== undefined) checkId('status', status);
      if (!(await directory.requireOwn(context, agentId))) return { known: false };
      const member = await directory.members(context).beat(agentId, { ttlMs: TTL_MS, ...(status === undefined ? {} : { changes: { status } }) });
      return member ? { known: true, agent: toView(context, ownMember(context, member)) } : { known: false };
    },
    list: async (context, { capability, sessionId } = {}) => {
      if (capability !== undefined) checkId('capability', capability, CAPABILITIES.maxLength);
      if (sessionId !== undefined) checkId('session_id', sessionId);
      const agents = (await directory.members(context).list()).map((member) => toView(context, fromMember(member)));
      return agents.filter((agent) => (capability === undefined || agent.capabilities.includes(capability)) && (sessionId === undefined || agent.sessionId === sessionId));
    },
    get: async (context, named) => {
      const agentId = requireAgentId(context, named);
      const agent = await directory.find(context, agentId);
      if (agent) return toView(context, agent);
      throw new LtmcError('LTMC_NOT_FOUND', `No agent ${JSON.stringify(agentId)} gives signs of life; register it, or list those that are there`, { details: { agent_id: agentId } });
    },
    deregister: async (context, named) => {
      const agentId = requireAgentId(context, named);
      const known = (await directory.requireOwn(context, agentId)) !== undefined && (await directory.members(context).leave(agentId));
      return { known };
    },
    count: (context) => directory.members(context).count(),
  };
}

/** Between the look and the heartbeat it may have ended and become another one's. */
function ownMember(context: CallContext, member: Member): AgentRecord {
  const agent = fromMember(member);
  if (agent.principal !== principalTag(context)) throw agentNotOwned(agent.agentId);
  return agent;
}

type Registration = Pick<AgentRecord, 'agentId' | 'name' | 'capabilities' | 'sessionId' | 'metadata'>;

function checkRegistration(context: CallContext, { agentId, name, capabilities = [], sessionId = context.sessionId, metadata = {} }: RegisterInput): Registration {
  if (name !== undefined) checkId('name', name);
  const id = agentId === undefined ? newAgentId(name) : checkId('agent_id', agentId);
  checkSize('metadata', checkFields('metadata', metadata), MAX_METADATA_BYTES);
  return {
    agentId: id,
    name: name ?? id,
    capabilities: checkIds('capabilities', capabilities, CAPABILITIES),
    sessionId: sessionId === undefined ? null : checkId('session_id', sessionId),
    metadata,
  };
}

/** Begins with what the agent is called, for people. */
function newAgentId(name = 'agent'): string {
  const readable = name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-').replaceAll(/^-|-$/gu, '').slice(0, 40);
  return `${readable || 'agent'}-${randomBytes(ID_BYTES).toString('hex')}`;
}

function toView(context: CallContext, { principal, ...agent }: AgentRecord): AgentView {
  return { ...agent, own: principal === principalTag(context) };
}

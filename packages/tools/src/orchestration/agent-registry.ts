import type { JsonObject } from '@ltmc/contracts';
import type { AgentView, OrchestrationStatus } from '@ltmc/orchestration';
import { arrayOf, BOOLEAN, INTEGER, METADATA, objectOf, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { ACTING_AGENT_ID, ANY_OBJECT, type Caller, ID, NAMES, secondsOf, SESSION_ID, TEXTS_OUT } from './fields.js';

interface Input extends Caller {
  readonly name?: string;
  readonly capabilities?: readonly string[];
  readonly metadata?: JsonObject;
  readonly status?: string;
  readonly capability?: string;
}

const AGENT = objectOf({
  agent_id: TEXT, name: TEXT, capabilities: TEXTS_OUT, session_id: TEXT_OR_NULL, metadata: METADATA, status: TEXT_OR_NULL,
  registered_at: TIME_OUT, expires_in_seconds: INTEGER, own: BOOLEAN,
});
const COUNTS = objectOf({ agents: INTEGER, sessions: INTEGER, locks: INTEGER, buffered: INTEGER, values: INTEGER });

/** Who works on this memory now. */
export const agentRegistry = actionTool<Input>({
  name: 'agent_registry',
  title: 'Registry of agents',
  description: 'Register as an agent, stay listed by a heartbeat a minute, and see who else works here.',
  parameters: { name: ID, capabilities: NAMES, capability: ID, status: ID, metadata: ANY_OBJECT, agent_id: ACTING_AGENT_ID, session_id: SESSION_ID },
  answers: {
    agent_id: TEXT, heartbeat_ttl_seconds: INTEGER, agent: AGENT, known: BOOLEAN, agents: arrayOf(AGENT), count: INTEGER,
    mode: TEXT, services: { type: 'object', additionalProperties: BOOLEAN }, counts: { anyOf: [COUNTS, { type: 'null' }] }, driver: TEXT, reach: TEXT,
    health: objectOf({ state: TEXT, latency_ms: { type: 'number' }, why: TEXT }, ['latency_ms', 'why']),
  },
  actions: {
    register: {
      optional: ['name', 'capabilities', 'metadata'],
      run: async ({ agents }, context, { agent_id: agentId, session_id: sessionId, name, capabilities, metadata }) => {
        const registered = await agents.register(context, given({ agentId, sessionId, name, capabilities, metadata }));
        return { agent_id: registered.agentId, heartbeat_ttl_seconds: registered.heartbeatTtlSeconds, agent: agentOf(registered.agent) };
      },
    },
    heartbeat: {
      optional: ['status'],
      run: async ({ agents }, context, { agent_id: agentId, status }) => {
        const { known, agent } = await agents.heartbeat(context, given({ agentId, status }));
        return { known, ...(agent ? { agent: agentOf(agent) } : {}) };
      },
    },
    list: {
      optional: ['capability'],
      run: async ({ agents }, context, { capability, session_id: sessionId }) => {
        const listed = await agents.list(context, given({ capability, sessionId }));
        return { agents: listed.map(agentOf), count: listed.length };
      },
    },
    get: { run: async ({ agents }, context, { agent_id: agentId }) => ({ agent: agentOf(await agents.get(context, agentId)) }) },
    deregister: { run: async ({ agents }, context, { agent_id: agentId }) => ({ known: (await agents.deregister(context, agentId)).known }) },
    status: { run: async (services, context) => statusOf(await services.status(context)) },
  },
});

function agentOf({ agentId, name, capabilities, sessionId, metadata, status, registeredAtMs, expiresInMs, own }: AgentView): JsonObject {
  return { agent_id: agentId, name, capabilities, session_id: sessionId, metadata, status, registered_at: isoTime(registeredAtMs), expires_in_seconds: secondsOf(expiresInMs), own };
}

function statusOf({ mode, services, counts, driver, reach, health: { state, latencyMs, why } }: OrchestrationStatus): JsonObject {
  const health = { state, ...(latencyMs === undefined ? {} : { latency_ms: Math.round(latencyMs * 10) / 10 }), ...(why === undefined ? {} : { why }) };
  return { mode, services, counts, driver, reach, health };
}

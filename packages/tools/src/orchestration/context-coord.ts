import type { JsonObject } from '@ltmc/contracts';
import type { ContextEvent, SharedContext } from '@ltmc/orchestration';
import { arrayOf, BOOLEAN, INTEGER, METADATA, objectOf, seldom, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { ACTING_AGENT_ID, ANY_OBJECT, type Caller, IDS, ITS_SESSION_ID, NAMES, TEXTS_OUT, VERSION } from './fields.js';

interface Input extends Caller {
  readonly context?: JsonObject;
  readonly participants?: readonly string[];
  readonly subscriptions?: readonly string[];
  readonly capabilities?: readonly string[];
  readonly audience?: Readonly<Record<string, string | null>>;
  readonly updates?: JsonObject;
  readonly expected_version?: number;
  readonly all?: boolean;
  readonly since?: number;
  readonly limit?: number;
  readonly wait_seconds?: number;
  readonly sequence?: number;
}

const ANY: JsonObject = {};
const PARTICIPANT = objectOf({ agent_id: TEXT, subscriptions: TEXTS_OUT, capabilities: TEXTS_OUT, joined_at: { type: ['string', 'null'], format: 'date-time' }, gone: BOOLEAN });
const CONFLICT = objectOf({ field: TEXT, yours: ANY, theirs: ANY, version: INTEGER, agent_id: TEXT_OR_NULL });
const REPLACED = objectOf({ field: TEXT, previous: ANY, version: INTEGER, agent_id: TEXT_OR_NULL });
const EVENT = objectOf({ sequence: INTEGER, type: TEXT, agent_id: TEXT_OR_NULL, version: INTEGER, changes: METADATA, removed: TEXTS_OUT, at: TIME_OUT, redelivered: BOOLEAN });

const who = ({ agent_id: agentId, session_id: sessionId }: Input) => given({ agentId, sessionId });

/** What the agents of a session know together. */
export const contextCoord = actionTool<Input>({
  name: 'context_coord',
  title: 'Shared context of a session',
  description: 'Share what the agents of a session must all know; propagate merges fields and tells conflicts, events gives what changed until ack.',
  parameters: {
    context: ANY_OBJECT, participants: IDS, subscriptions: seldom(NAMES), capabilities: seldom(NAMES),
    audience: seldom({ type: 'object', additionalProperties: { type: ['string', 'null'] } }),
    updates: ANY_OBJECT, expected_version: VERSION, all: seldom({ type: 'boolean' }), since: VERSION,
    limit: { type: 'integer', minimum: 1, maximum: 1000 }, wait_seconds: seldom({ type: 'number', minimum: 0, maximum: 60 }), sequence: VERSION,
    agent_id: ACTING_AGENT_ID, session_id: ITS_SESSION_ID,
  },
  answers: {
    session_id: TEXT, context: METADATA, version: INTEGER, omitted: TEXTS_OUT, participants: arrayOf(PARTICIPANT), position: INTEGER, created_at: TIME_OUT,
    known: BOOLEAN, applied: TEXTS_OUT, conflicts: arrayOf(CONFLICT), replaced: arrayOf(REPLACED), events: arrayOf(EVENT), next: INTEGER, last: INTEGER, missed: INTEGER,
  },
  actions: {
    create: {
      optional: ['context', 'audience', 'participants'],
      run: async ({ contexts }, caller, input) => contextOf(await contexts.create(caller, { ...who(input), ...given({ context: input.context, audience: input.audience, participants: input.participants }) })),
    },
    join: {
      optional: ['subscriptions', 'capabilities'],
      run: async ({ contexts }, caller, input) => contextOf(await contexts.join(caller, { ...who(input), ...given({ subscriptions: input.subscriptions, capabilities: input.capabilities }) })),
    },
    leave: { run: async ({ contexts }, caller, input) => ({ known: (await contexts.leave(caller, who(input))).known }) },
    propagate: {
      required: ['updates'],
      optional: ['audience', 'expected_version'],
      run: async ({ contexts }, caller, input) => {
        const { updates = {}, audience, expected_version: expectedVersion } = input;
        const { version, applied, conflicts, replaced } = await contexts.propagate(caller, { ...who(input), updates, ...given({ audience, expectedVersion }) });
        return {
          version, applied,
          conflicts: conflicts.map(({ agentId, ...conflict }) => ({ ...conflict, agent_id: agentId })),
          replaced: replaced.map(({ agentId, ...field }) => ({ ...field, agent_id: agentId })),
        };
      },
    },
    get: { optional: ['all'], run: async ({ contexts }, caller, input) => contextOf(await contexts.get(caller, { ...who(input), ...given({ all: input.all }) })) },
    events: {
      optional: ['since', 'limit', 'wait_seconds'],
      run: async ({ contexts }, caller, input) => {
        const { since, limit, wait_seconds: waitSeconds } = input;
        const { events, next, last, missed } = await contexts.events(caller, { ...who(input), ...given({ since, limit, waitSeconds }) });
        return { events: events.map(eventOf), next, last, missed };
      },
    },
    ack: { required: ['sequence'], run: async ({ contexts }, caller, input) => ({ position: (await contexts.ack(caller, { ...who(input), sequence: input.sequence ?? 0 })).position }) },
  },
});

function contextOf({ sessionId, context, version, omitted, participants, position, createdAtMs }: SharedContext): JsonObject {
  return {
    session_id: sessionId, context, version, omitted,
    participants: participants.map(({ agentId, subscriptions, capabilities, joinedAtMs, gone }) =>
      ({ agent_id: agentId, subscriptions, capabilities, joined_at: joinedAtMs === null ? null : isoTime(joinedAtMs), gone })),
    position,
    created_at: isoTime(createdAtMs),
  };
}

function eventOf({ agentId, atMs, ...event }: ContextEvent): JsonObject {
  return { ...event, agent_id: agentId, at: isoTime(atMs) };
}

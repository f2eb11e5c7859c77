import type { JsonObject } from '@ltmc/contracts';
import type { CheckpointView, SessionSummary, SessionView } from '@ltmc/orchestration';
import { arrayOf, CURSOR, INTEGER, METADATA, objectOf, seldom, TEXT, TEXT_OR_NULL, TIME_OUT } from '../schema.js';
import { isoTime } from '../times.js';
import { actionTool, given } from './action-tool.js';
import { AGENT_ID, ANY_OBJECT, type Caller, ID, ITS_SESSION_ID, TEXTS_OUT, VERSION } from './fields.js';

interface Input extends Caller {
  readonly state?: JsonObject;
  readonly expected_version?: number;
  readonly replace?: boolean;
  readonly name?: string;
  readonly status?: 'active' | 'ended' | 'all';
  readonly limit?: number;
  readonly cursor?: string;
}

const TIME_OR_NULL: JsonObject = { type: ['string', 'null'], format: 'date-time' };
const CHECKPOINT = objectOf({ name: TEXT, version: INTEGER, created_at: TIME_OUT });
const SUMMARY_FIELDS = { session_id: TEXT, version: INTEGER, status: TEXT, created_by: TEXT_OR_NULL, created_at: TIME_OUT, updated_at: TIME_OUT, ended_at: TIME_OR_NULL };

/** What a session has come to, for whoever goes on with it. */
export const sessionState = actionTool<Input>({
  name: 'session_state',
  title: 'State of a session',
  description: 'Keep how far a session has come, so that it is picked up after a restart or by another agent. A checkpoint can be restored.',
  parameters: {
    state: ANY_OBJECT, expected_version: VERSION, replace: seldom({ type: 'boolean' }), name: ID,
    status: seldom({ type: 'string', enum: ['active', 'ended', 'all'] }), limit: { type: 'integer', minimum: 1, maximum: 100 }, cursor: CURSOR, agent_id: AGENT_ID, session_id: ITS_SESSION_ID,
  },
  answers: {
    ...SUMMARY_FIELDS, state: METADATA, checkpoint: CHECKPOINT, checkpoints: arrayOf(CHECKPOINT), restored: CHECKPOINT,
    sessions: arrayOf(objectOf({ ...SUMMARY_FIELDS, participants: TEXTS_OUT, context_version: INTEGER })), next_cursor: TEXT,
  },
  actions: {
    create: {
      optional: ['state'],
      run: async ({ sessions }, context, { session_id: sessionId, agent_id: agentId, state }) => viewOf(await sessions.create(context, given({ sessionId, agentId, state }))),
    },
    get: { run: async ({ sessions }, context, { session_id: sessionId }) => viewOf(await sessions.get(context, given({ sessionId }))) },
    update: {
      required: ['state'],
      optional: ['expected_version', 'replace'],
      run: async ({ sessions }, context, { session_id: sessionId, state = {}, expected_version: expectedVersion, replace }) =>
        viewOf(await sessions.update(context, { state, ...given({ sessionId, expectedVersion }), how: replace === true ? 'replace' : 'merge' })),
    },
    end: { run: async ({ sessions }, context, { session_id: sessionId }) => viewOf(await sessions.end(context, given({ sessionId }))) },
    list: {
      optional: ['status', 'limit', 'cursor'],
      run: async ({ sessions }, context, { status, agent_id: agentId, limit, cursor }) => {
        const page = await sessions.list(context, given({ status, agentId, limit, cursor }));
        return { sessions: page.sessions.map(listedOf), ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }) };
      },
    },
    checkpoint: {
      optional: ['name'],
      run: async ({ sessions }, context, { session_id: sessionId, name }) => {
        const kept = await sessions.checkpoint(context, given({ sessionId, name }));
        return { checkpoint: checkpointOf(kept), checkpoints: kept.kept.map(checkpointOf) };
      },
    },
    restore: {
      optional: ['name', 'expected_version'],
      run: async ({ sessions }, context, { session_id: sessionId, name, expected_version: expectedVersion }) => {
        const { restored, ...view } = await sessions.restore(context, given({ sessionId, name, expectedVersion }));
        return { ...viewOf(view), restored: checkpointOf(restored) };
      },
    },
  },
});

function summaryOf({ sessionId, version, status, createdBy, createdAtMs, updatedAtMs, endedAtMs }: Omit<SessionView, 'state'>): JsonObject {
  return {
    session_id: sessionId, version, status, created_by: createdBy, created_at: isoTime(createdAtMs), updated_at: isoTime(updatedAtMs),
    ended_at: endedAtMs === null ? null : isoTime(endedAtMs),
  };
}

function viewOf(view: SessionView): JsonObject {
  return { ...summaryOf(view), state: view.state };
}

function listedOf(session: SessionSummary): JsonObject {
  return { ...summaryOf(session), participants: session.participants, context_version: session.contextVersion };
}

function checkpointOf({ name, version, createdAtMs }: CheckpointView): JsonObject {
  return { name, version, created_at: isoTime(createdAtMs) };
}

import { randomBytes } from 'node:crypto';
import { LtmcError, type CallContext, type Clock, type JsonObject } from '@ltmc/contracts';
import { optionalAgentId } from '../caller.js';
import { checkChoice, checkFields, checkId, checkInteger } from '../check-input.js';
import { toBody } from '../contexts/context-events.js';
import { newSession, type SessionRecord } from '../session/session-record.js';
import { requireActive, type SessionChange, type SessionStore } from '../session/session-store.js';
import { toView as toCheckpointView, type Checkpoints } from './checkpoints.js';
import { listSessions } from './list-sessions.js';
import { toView } from './session-view.js';
import type { SessionRef, SessionStateManagerService, SessionView } from './types.js';

const MAX_NAME_LENGTH = 128;
const ID_BYTES = 8;

export interface SessionManagerOptions {
  readonly sessions: SessionStore;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
}

export function createSessionManager({ sessions, checkpoints, clock }: SessionManagerOptions): SessionStateManagerService {
  const written = (sessionId: string, session: SessionRecord): SessionChange<SessionView> => ({ result: toView(sessionId, { session, updatedAtMs: clock.nowMs() }), session });
  const writeState = (context: CallContext, sessionId: string, { expectedVersion, next }: { readonly expectedVersion: number | undefined; readonly next: (state: JsonObject) => JsonObject }): Promise<SessionView> =>
    sessions.changeActive(context, sessionId, (session) => {
      if (expectedVersion !== undefined && expectedVersion !== session.stateVersion) throw conflict(sessionId, session, expectedVersion);
      return written(sessionId, { ...session, state: next(session.state), stateVersion: session.stateVersion + 1 });
    });

  return {
    create: async (context, { sessionId: named = context.sessionId, state = {}, agentId }) => {
      const sessionId = named === undefined ? `session-${randomBytes(ID_BYTES).toString('hex')}` : checkId('session_id', named);
      checkFields('state', state);
      const createdBy = optionalAgentId(context, agentId);
      return sessions.change(context, sessionId, (found) => {
        if (found) requireActive(sessionId, found);
        if (found && found.stateVersion > 0) throw exists(sessionId);
        return written(sessionId, { ...(found ?? newSession(clock.nowMs(), createdBy)), state, stateVersion: 1 });
      });
    },
    get: async (context, ref = {}) => {
      const sessionId = requireSessionId(context, ref);
      return toView(sessionId, await sessions.require(context, sessionId));
    },
    update: async (context, { state, how = 'merge', expectedVersion, ...ref }) => {
      const sessionId = requireSessionId(context, ref);
      checkFields('state', state);
      checkChoice('how', how, ['merge', 'replace']);
      checkVersion(expectedVersion);
      return writeState(context, sessionId, { expectedVersion, next: (before) => (how === 'replace' ? state : merge(before, state)) });
    },
    end: async (context, ref = {}) => {
      const sessionId = requireSessionId(context, ref);
      const { session: before } = await sessions.require(context, sessionId);
      if (before.endedAtMs !== null) return toView(sessionId, await sessions.require(context, sessionId));
      const agentId = optionalAgentId(context, undefined);
      return sessions.change(context, sessionId, (found) => {
        const session = found ?? before;
        if (session.endedAtMs !== null) return { result: toView(sessionId, { session, updatedAtMs: session.endedAtMs }) };
        return { ...written(sessionId, { ...session, endedAtMs: clock.nowMs() }), events: [toBody({ type: 'ended', agentId, version: session.contextVersion })] };
      });
    },
    list: (context, filter = {}) => listSessions(context, sessions, filter),
    checkpoint: async (context, { name, ...ref }) => {
      const sessionId = requireSessionId(context, ref);
      if (name !== undefined) checkId('name', name, MAX_NAME_LENGTH);
      const { session } = await sessions.require(context, sessionId);
      requireActive(sessionId, session);
      const createdAtMs = clock.nowMs();
      const checkpoint = { name: name ?? new Date(createdAtMs).toISOString(), version: session.stateVersion, createdAtMs, state: session.state };
      const kept = await checkpoints.keep(context, sessionId, checkpoint);
      return { ...toCheckpointView(checkpoint), kept };
    },
    restore: async (context, { name, expectedVersion, ...ref }) => {
      const sessionId = requireSessionId(context, ref);
      if (name !== undefined) checkId('name', name, MAX_NAME_LENGTH);
      checkVersion(expectedVersion);
      requireActive(sessionId, (await sessions.require(context, sessionId)).session);
      const checkpoint = await checkpoints.find(context, sessionId, name);
      const view = await writeState(context, sessionId, { expectedVersion, next: () => checkpoint.state });
      return { ...view, restored: toCheckpointView(checkpoint) };
    },
    count: (context) => sessions.table(context).count(),
  };
}

function requireSessionId({ sessionId: ofCall }: CallContext, { sessionId }: SessionRef): string {
  return checkId('session_id', sessionId ?? ofCall);
}

function checkVersion(expectedVersion: number | undefined): void {
  if (expectedVersion !== undefined) checkInteger('expected_version', expectedVersion, 0, Number.MAX_SAFE_INTEGER);
}

/** Field by field; null removes one. */
function merge(before: JsonObject, changes: JsonObject): JsonObject {
  const fields = new Map([...Object.entries(before), ...Object.entries(changes)]);
  return Object.fromEntries([...fields].filter(([name, value]) => !(value === null && Object.hasOwn(changes, name))));
}

function conflict(sessionId: string, { state, stateVersion }: SessionRecord, expectedVersion: number): LtmcError {
  return new LtmcError('LTMC_VERSION_CONFLICT', `The state of the session ${JSON.stringify(sessionId)} is at version ${stateVersion}, not ${expectedVersion}; nothing was written: merge your changes into what it is now and send version ${stateVersion}`, {
    details: { session_id: sessionId, current_version: stateVersion, state },
  });
}

function exists(sessionId: string): LtmcError {
  return new LtmcError('LTMC_ALREADY_EXISTS', `The session ${JSON.stringify(sessionId)} has a state already; update it, or choose another session_id`, { details: { session_id: sessionId } });
}

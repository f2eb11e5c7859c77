import type { StoredSession } from '../session/session-store.js';
import type { SessionSummary, SessionView } from './types.js';

export function toView(sessionId: string, { session, updatedAtMs }: StoredSession): SessionView {
  const { state, stateVersion, createdBy, createdAtMs, endedAtMs } = session;
  return { sessionId, state, version: stateVersion, status: endedAtMs === null ? 'active' : 'ended', createdBy, createdAtMs, updatedAtMs, endedAtMs };
}

export function toSummary(sessionId: string, stored: StoredSession): SessionSummary {
  const { state: _left, ...view } = toView(sessionId, stored);
  return { ...view, participants: [...stored.session.agents.keys()], contextVersion: stored.session.contextVersion };
}

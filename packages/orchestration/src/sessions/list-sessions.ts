import type { CallContext, StateEntry } from '@ltmc/contracts';
import { checkChoice, checkId, checkInteger } from '../check-input.js';
import { fromEntry } from '../session/session-record.js';
import type { SessionStore } from '../session/session-store.js';
import { toSummary } from './session-view.js';
import type { SessionFilter, SessionPage, SessionSummary } from './types.js';

/** Looks at the store for one page: a rare filter costs no unbounded search. */
const MAX_ROUNDS = 10;
const MAX_ID_LENGTH = 512;

/** @throws LtmcError `LTMC_INVALID_INPUT` */
export async function listSessions(context: CallContext, sessions: SessionStore, { status = 'active', agentId, limit: asked = 20, cursor }: SessionFilter): Promise<SessionPage> {
  checkChoice('status', status, ['active', 'ended', 'all']);
  const limit = checkInteger('limit', asked, 1, 100);
  if (agentId !== undefined) checkId('agent_id', agentId);
  let after = cursor === undefined ? undefined : checkId('cursor', cursor, MAX_ID_LENGTH);
  const isWanted = (session: SessionSummary): boolean => (status === 'all' || session.status === status) && (agentId === undefined || session.participants.includes(agentId));

  const found: SessionSummary[] = [];
  for (let round = 0; round < MAX_ROUNDS && found.length < limit; round += 1) {
    const page = await sessions.table(context).list({ limit: limit - found.length, ...(after === undefined ? {} : { after }) });
    found.push(...page.entries.map(summarise).filter(isWanted));
    after = page.next;
    if (after === undefined) return { sessions: found };
  }
  return { sessions: found, ...(after === undefined ? {} : { nextCursor: after }) };
}

function summarise(entry: StateEntry): SessionSummary {
  return toSummary(entry.id, { session: fromEntry(entry), updatedAtMs: entry.updatedAtMs });
}

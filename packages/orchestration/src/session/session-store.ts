import { LtmcError, type CallContext, type CoordinationStore, type EventStream, type JsonObject, type StateTable } from '@ltmc/contracts';
import { changeEntry } from '../change-entry.js';
import { fromEntry, toFields, type SessionRecord } from './session-record.js';

const DAY_MS = 86_400_000;
/** For how long a session is kept that nobody writes, and one that has ended. */
const IDLE_MS = 30 * DAY_MS;
const ENDED_MS = 7 * DAY_MS;

/** A session as it was read. */
export interface StoredSession {
  readonly session: SessionRecord;
  readonly updatedAtMs: number;
}

/** What a step makes of a session. Without `session` nothing is written. */
export interface SessionChange<Result> {
  readonly result: Result;
  readonly session?: SessionRecord;
  /** Written in one step with the session. */
  readonly events?: readonly JsonObject[];
}

/** The sessions of all namespaces, as entries that several write at once. */
export interface SessionStore {
  table(context: CallContext): StateTable;
  events(context: CallContext, sessionId: string): EventStream;
  read(context: CallContext, sessionId: string): Promise<StoredSession | undefined>;
  /** @throws LtmcError `LTMC_NOT_FOUND` */
  require(context: CallContext, sessionId: string): Promise<StoredSession>;
  /** `step` is called with what there is, again whenever somebody else was faster; its result is what became true. */
  change<Result>(context: CallContext, sessionId: string, step: (found: SessionRecord | undefined) => SessionChange<Result>): Promise<Result>;
  /** As `change`, of a session that goes on. @throws LtmcError `LTMC_NOT_FOUND`, also where it has ended */
  changeActive<Result>(context: CallContext, sessionId: string, step: (session: SessionRecord) => SessionChange<Result>): Promise<Result>;
}

export function createSessionStore(store: CoordinationStore): SessionStore {
  const table = ({ namespace }: CallContext): StateTable => store.space(namespace).state('session');
  const read = async (context: CallContext, sessionId: string): Promise<StoredSession | undefined> => {
    const entry = await table(context).get(sessionId);
    return entry && { session: fromEntry(entry), updatedAtMs: entry.updatedAtMs };
  };
  const change = <Result>(context: CallContext, sessionId: string, step: (found: SessionRecord | undefined) => SessionChange<Result>): Promise<Result> =>
    explainSize(
      sessionId,
      changeEntry(
        table(context),
        sessionId,
        (entry) => {
          const { result, session, events = [] } = step(entry && fromEntry(entry));
          if (!session) return { result };
          const ttlMs = session.endedAtMs === null ? IDLE_MS : ENDED_MS;
          return { result, write: { fields: toFields(session), ttlMs, events: events.map((body) => ({ stream: streamOf(sessionId), body })) } };
        },
        context.signal,
      ),
    );
  return {
    table,
    events: ({ namespace }, sessionId) => store.space(namespace).stream(streamOf(sessionId)),
    read,
    require: async (context, sessionId) => {
      const found = await read(context, sessionId);
      if (!found) throw unknownSession(sessionId);
      return found;
    },
    change,
    changeActive: (context, sessionId, step) =>
      change(context, sessionId, (session) => {
        if (!session) throw unknownSession(sessionId);
        requireActive(sessionId, session);
        return step(session);
      }),
  };
}

/** @throws LtmcError `LTMC_NOT_FOUND` for a session that has ended. */
export function requireActive(sessionId: string, { endedAtMs }: SessionRecord): void {
  if (endedAtMs === null) return;
  throw new LtmcError('LTMC_NOT_FOUND', `The session ${JSON.stringify(sessionId)} ended at ${new Date(endedAtMs).toISOString()} and can only be read; create another one`, { details: { session_id: sessionId, status: 'ended' } });
}

function streamOf(sessionId: string): string {
  return `session:${sessionId}`;
}

/** The store knows only its own limit, not what the entry is made of. */
async function explainSize<Result>(sessionId: string, changing: Promise<Result>): Promise<Result> {
  try {
    return await changing;
  } catch (cause) {
    if (!LtmcError.is(cause) || cause.code !== 'LTMC_CONTENT_TOO_LARGE') throw cause;
    throw new LtmcError('LTMC_CONTENT_TOO_LARGE', `The session ${JSON.stringify(sessionId)}, its state and shared context together, would be longer than 256 KiB; remove fields, or store a document and share its name`, { cause, details: { ...cause.details, session_id: sessionId } });
  }
}

function unknownSession(sessionId: string): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `There is no session ${JSON.stringify(sessionId)} in this namespace; create it first`, { details: { session_id: sessionId } });
}

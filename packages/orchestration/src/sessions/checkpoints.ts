import { createHash } from 'node:crypto';
import { LtmcError, type CallContext, type CoordinationStore, type JsonObject, type StateEntry, type StateTable } from '@ltmc/contracts';
import { numberOf, objectOf, textOf } from '../read-json.js';
import { MAX_CHECKPOINTS, type CheckpointView } from './types.js';

/** For how long a checkpoint is kept. */
const KEPT_MS = 2_592_000_000;
/** More than are kept: several may be made at once. */
const PAGE = 100;

export interface Checkpoint extends CheckpointView {
  readonly state: JsonObject;
}

/** The checkpoints of sessions, each an entry of its own beside the session. */
export interface Checkpoints {
  /** Keeps one, and lets the oldest go where there are too many. @returns those kept, newest first. */
  keep(context: CallContext, sessionId: string, checkpoint: Checkpoint): Promise<readonly CheckpointView[]>;
  /** @param name - default: the newest. @throws LtmcError `LTMC_NOT_FOUND` */
  find(context: CallContext, sessionId: string, name: string | undefined): Promise<Checkpoint>;
}

export function createCheckpoints(store: CoordinationStore): Checkpoints {
  const table = ({ namespace }: CallContext): StateTable => store.space(namespace).state('checkpoint');
  /** Newest first. */
  const list = async (context: CallContext, sessionId: string): Promise<readonly (Checkpoint & { readonly id: string })[]> => {
    const prefix = prefixOf(sessionId);
    const { entries } = await table(context).list({ after: prefix, limit: PAGE });
    return entries
      .filter(({ id }) => id.startsWith(prefix))
      .map((entry) => ({ id: entry.id, ...fromEntry(entry) }))
      .toSorted((a, b) => b.createdAtMs - a.createdAtMs || b.version - a.version);
  };
  return {
    keep: async (context, sessionId, { name, version, createdAtMs, state }) => {
      await table(context).put(`${prefixOf(sessionId)}${name}`, { name, session_id: sessionId, version, created_at_ms: createdAtMs, state }, { ttlMs: KEPT_MS });
      const all = await list(context, sessionId);
      await Promise.all(all.slice(MAX_CHECKPOINTS).map(({ id }) => table(context).delete(id)));
      return all.slice(0, MAX_CHECKPOINTS).map(toView);
    },
    find: async (context, sessionId, name) => {
      if (name === undefined) return (await list(context, sessionId))[0] ?? missing(sessionId, name);
      const entry = await table(context).get(`${prefixOf(sessionId)}${name}`);
      return entry ? fromEntry(entry) : missing(sessionId, name);
    },
  };
}

/** Of equal length for every session, so that the checkpoints of one stand together and no session's id is the beginning of another's. */
function prefixOf(sessionId: string): string {
  return `${createHash('sha256').update(sessionId).digest('hex')}/`;
}

export function toView({ name, version, createdAtMs }: CheckpointView): CheckpointView {
  return { name, version, createdAtMs };
}

function fromEntry({ id, fields, updatedAtMs }: StateEntry): Checkpoint {
  return { name: textOf(fields['name']) ?? id, version: numberOf(fields['version']), createdAtMs: numberOf(fields['created_at_ms']) || updatedAtMs, state: objectOf(fields['state']) };
}

function missing(sessionId: string, name: string | undefined): never {
  const which = name === undefined ? 'no checkpoint' : `no checkpoint ${JSON.stringify(name)}`;
  throw new LtmcError('LTMC_NOT_FOUND', `The session ${JSON.stringify(sessionId)} has ${which}; make one with checkpoint`, { details: { session_id: sessionId } });
}

import { isDeepStrictEqual } from 'node:util';
import { LtmcError, type JsonObject, type JsonValue } from '@ltmc/contracts';
import type { FieldMark, SessionRecord } from '../session/session-record.js';
import type { Audience, ContextConflict, ReplacedField } from './types.js';

/** Most removed fields whose last writer is remembered. */
const MAX_REMOVED_MARKS = 1000;

export interface ContextUpdate {
  readonly agentId: string | null;
  readonly updates: JsonObject;
  readonly audience: Audience;
  readonly expectedVersion?: number;
}

export interface MergedContext {
  /** The same object where nothing changed. */
  readonly session: SessionRecord;
  readonly applied: readonly string[];
  readonly conflicts: readonly ContextConflict[];
  readonly replaced: readonly ReplacedField[];
  /** What was really different, as an event tells it. */
  readonly changes: JsonObject;
  readonly removed: readonly string[];
}

/**
 * Lays updates over the shared context, field by field. A field that has the sent value already is left as it is, also its mark, so that an update sent twice
 * changes nothing and conflicts with nothing.
 * @throws LtmcError `LTMC_VERSION_CONFLICT` for an `expectedVersion` that is yet to come.
 */
export function mergeContext(session: SessionRecord, { agentId, updates, audience, expectedVersion }: ContextUpdate): MergedContext {
  if (expectedVersion !== undefined && expectedVersion > session.contextVersion) throw notYet(session, expectedVersion);
  const version = session.contextVersion + 1;
  const fields = new Map(Object.entries(session.context));
  const marks = new Map(session.marks);
  const changed = new Map<string, JsonValue>();
  const applied: string[] = [];
  const conflicts: ContextConflict[] = [];
  const replaced: ReplacedField[] = [];

  for (const [field, yours] of Object.entries(updates)) {
    const theirs = fields.get(field) ?? null;
    const differs = !isDeepStrictEqual(theirs, yours);
    const mark = markOf(session, field);
    if (differs && expectedVersion !== undefined && mark.version > expectedVersion && (mark.agentId === null || mark.agentId !== agentId)) {
      conflicts.push({ field, yours, theirs, ...mark });
      continue;
    }
    applied.push(field);
    if (!differs) continue;
    if (expectedVersion === undefined && fields.has(field)) replaced.push({ field, previous: theirs, ...mark });
    changed.set(field, yours);
    marks.set(field, { version, agentId });
    if (yours === null) fields.delete(field);
    else fields.set(field, yours);
  }

  const audienceNow = mergeAudience(session.audience, audience, fields);
  const changes = Object.fromEntries([...changed].filter(([, value]) => value !== null));
  const removed = [...changed].filter(([, value]) => value === null).map(([field]) => field);
  if (changed.size === 0 && isDeepStrictEqual(audienceNow, session.audience)) return { session, applied, conflicts, replaced, changes, removed };
  const merged = { ...session, context: Object.fromEntries(fields), contextVersion: version, audience: audienceNow, ...pruneMarks(marks, fields, session.marksFromVersion) };
  return { session: merged, applied, conflicts, replaced, changes, removed };
}

/** Of a field that is not there and has no mark, it is not known when it went: perhaps as late as the marks go back. */
function markOf({ marks, marksFromVersion }: SessionRecord, field: string): FieldMark {
  return marks.get(field) ?? { version: marksFromVersion, agentId: null };
}

function mergeAudience(before: ReadonlyMap<string, string>, changes: Audience, fields: ReadonlyMap<string, JsonValue>): ReadonlyMap<string, string> {
  const merged = new Map(before);
  for (const [field, capability] of Object.entries(changes)) {
    if (capability === null) merged.delete(field);
    else merged.set(field, capability);
  }
  for (const field of merged.keys()) if (!fields.has(field)) merged.delete(field);
  return merged;
}

/** Forgets the oldest marks of removed fields: their number has to end somewhere. */
function pruneMarks(marks: Map<string, FieldMark>, fields: ReadonlyMap<string, JsonValue>, marksFromVersion: number): Pick<SessionRecord, 'marks' | 'marksFromVersion'> {
  if (marks.size - fields.size <= MAX_REMOVED_MARKS) return { marks, marksFromVersion };
  const gone = [...marks].filter(([field]) => !fields.has(field)).toSorted(([, a], [, b]) => a.version - b.version);
  const forgotten = gone.slice(0, Math.max(0, gone.length - MAX_REMOVED_MARKS));
  for (const [field] of forgotten) marks.delete(field);
  return { marks, marksFromVersion: Math.max(marksFromVersion, ...forgotten.map(([, { version }]) => version)) };
}

function notYet({ contextVersion }: SessionRecord, expectedVersion: number): LtmcError {
  return new LtmcError('LTMC_VERSION_CONFLICT', `The shared context is at version ${contextVersion}, there is no version ${expectedVersion} yet; get it again and send the version you were given`, { details: { current_version: contextVersion } });
}

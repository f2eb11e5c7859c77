import type { JsonObject, JsonValue, StateEntry } from '@ltmc/contracts';
import { isObject, numberOf, objectOf, textOf, textsOf } from '../read-json.js';

/** Who wrote a field of the shared context last, in which version; kept of removed fields too. */
export interface FieldMark {
  readonly version: number;
  readonly agentId: string | null;
}

export interface ParticipantRecord {
  /** Of the credential that acted as it first; null before that. */
  readonly principal: string | null;
  readonly subscriptions: readonly string[];
  readonly capabilities: readonly string[];
  readonly joinedAtMs: number | null;
}

/** A session: its own state and the context that its agents share, kept as one entry. */
export interface SessionRecord {
  readonly createdAtMs: number;
  readonly createdBy: string | null;
  readonly endedAtMs: number | null;
  readonly state: JsonObject;
  /** 0: none was set. */
  readonly stateVersion: number;
  readonly context: JsonObject;
  /** 0: nothing was shared. */
  readonly contextVersion: number;
  readonly marks: ReadonlyMap<string, FieldMark>;
  /** Marks of removed fields up to this version may be gone. */
  readonly marksFromVersion: number;
  /** Field to the capability that it is meant for. */
  readonly audience: ReadonlyMap<string, string>;
  readonly agents: ReadonlyMap<string, ParticipantRecord>;
}

/** A session that nobody has written yet. */
export function newSession(createdAtMs: number, createdBy: string | null): SessionRecord {
  return { createdAtMs, createdBy, endedAtMs: null, state: {}, stateVersion: 0, context: {}, contextVersion: 0, marks: new Map(), marksFromVersion: 0, audience: new Map(), agents: new Map() };
}

/** `agents`, `context` and `created_at` are what others may look for; the rest is beside them. */
export function toFields(session: SessionRecord): JsonObject {
  return {
    agents: mapToObject(session.agents, ({ principal, subscriptions, capabilities, joinedAtMs }) => ({ principal, subscriptions, capabilities, joined_at_ms: joinedAtMs })),
    context: session.context,
    created_at: new Date(session.createdAtMs).toISOString(),
    created_by: session.createdBy,
    ended_at: session.endedAtMs === null ? null : new Date(session.endedAtMs).toISOString(),
    state: session.state,
    state_version: session.stateVersion,
    context_version: session.contextVersion,
    context_marks: mapToObject(session.marks, ({ version, agentId }) => [version, agentId]),
    context_marks_from: session.marksFromVersion,
    context_audience: mapToObject(session.audience, (capability) => capability),
  };
}

export function fromEntry({ fields }: StateEntry): SessionRecord {
  const endedAt = textOf(fields['ended_at']);
  return {
    createdAtMs: Date.parse(textOf(fields['created_at']) ?? '') || 0,
    createdBy: textOf(fields['created_by']),
    endedAtMs: endedAt === null ? null : Date.parse(endedAt) || 0,
    state: objectOf(fields['state']),
    stateVersion: numberOf(fields['state_version']),
    context: objectOf(fields['context']),
    contextVersion: numberOf(fields['context_version']),
    marks: objectToMap(fields['context_marks'], toMark),
    marksFromVersion: numberOf(fields['context_marks_from']),
    audience: objectToMap(fields['context_audience'], (value) => textOf(value) ?? undefined),
    agents: objectToMap(fields['agents'], toParticipant),
  };
}

function toMark(value: JsonValue): FieldMark | undefined {
  if (!Array.isArray(value)) return undefined;
  const [version, agentId]: readonly JsonValue[] = value;
  return { version: numberOf(version), agentId: textOf(agentId) };
}

function toParticipant(value: JsonValue): ParticipantRecord | undefined {
  if (!isObject(value)) return undefined;
  const joinedAtMs = value['joined_at_ms'];
  return {
    principal: textOf(value['principal']),
    subscriptions: textsOf(value['subscriptions']),
    capabilities: textsOf(value['capabilities']),
    joinedAtMs: typeof joinedAtMs === 'number' ? joinedAtMs : null,
  };
}

function mapToObject<Value>(map: ReadonlyMap<string, Value>, encode: (value: Value) => JsonValue): JsonObject {
  return Object.fromEntries([...map].map(([name, value]) => [name, encode(value)]));
}

function objectToMap<Value>(value: JsonValue | undefined, decode: (value: JsonValue) => Value | undefined): ReadonlyMap<string, Value> {
  const map = new Map<string, Value>();
  for (const [name, encoded] of Object.entries(objectOf(value))) {
    const decoded = decode(encoded);
    if (decoded !== undefined) map.set(name, decoded);
  }
  return map;
}

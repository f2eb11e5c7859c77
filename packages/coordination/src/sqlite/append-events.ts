import type { CheckedEvent } from '../check-state.js';
import type { Sql } from './connection.js';
import type { CoordinationFile } from './coordination-file.js';

/** How many events a stream keeps. */
const KEPT = 10_000;

const ADVANCE = `
INSERT INTO streams (namespace, name, last, kept_from, appended_at_ms) VALUES ($namespace, $name, $count, 1, $nowMs)
ON CONFLICT DO UPDATE SET last = last + $count, kept_from = max(kept_from, last + $count + 1 - ${KEPT}), appended_at_ms = excluded.appended_at_ms
RETURNING id, last, kept_from`;
/** One statement however many there are; the key of `json_each` is the place in the list, from 0. */
const ADD = "INSERT INTO events (stream, sequence, body, at_ms) SELECT $stream, $first + key, value, $nowMs FROM json_each($bodies)";
const TRIM = 'DELETE FROM events WHERE stream = $stream AND sequence < $keptFrom';

interface StreamRow {
  readonly id: number;
  readonly last: number;
  readonly kept_from: number;
}

/** Appends within a transaction: to each stream in the order of the list. @returns the last sequence of the last stream named; 0 without events. */
export async function appendEvents(sql: Sql, namespace: string, events: readonly CheckedEvent[]): Promise<number> {
  const bodiesOf = new Map<string, string[]>();
  for (const { stream, body } of events) {
    const bodies = bodiesOf.get(stream);
    if (bodies) bodies.push(body);
    else bodiesOf.set(stream, [body]);
  }
  let last = 0;
  for (const [name, bodies] of bodiesOf) {
    const nowMs = Date.now();
    const [stream] = await sql.all<StreamRow>(ADVANCE, { $namespace: namespace, $name: name, $count: bodies.length, $nowMs: nowMs });
    if (!stream) throw new Error('a statement that must give one row gave none');
    last = stream.last;
    await sql.all(ADD, { $stream: stream.id, $first: last + 1 - bodies.length, $bodies: JSON.stringify(bodies), $nowMs: nowMs });
    if (stream.kept_from > 1) await sql.all(TRIM, { $stream: stream.id, $keptFrom: stream.kept_from });
  }
  return last;
}

/** Wakes who waits for them in this process; after the commit. */
export function tellAppended(file: CoordinationFile, namespace: string, events: readonly CheckedEvent[]): void {
  for (const { stream } of events) file.changes.tell(streamTopic(namespace, stream));
}

/** What a watch on a stream is for. */
export function streamTopic(namespace: string, name: string): string {
  return JSON.stringify(['stream', namespace, name]);
}

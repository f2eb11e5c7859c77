import type { CheckedEvent } from '../check-state.js';
import type { Sql } from './connection.js';
import type { CoordinationFile } from './coordination-file.js';

/** How many events a stream keeps. */
const KEPT = 10_000;

const NEXT = `
INSERT INTO streams (namespace, name, last, kept_from, appended_at_ms) VALUES ($namespace, $name, 1, 1, $nowMs)
ON CONFLICT DO UPDATE SET last = last + 1, kept_from = max(kept_from, last + 2 - ${KEPT}), appended_at_ms = excluded.appended_at_ms
RETURNING id, last, kept_from`;
const ADD = 'INSERT INTO events (stream, sequence, body, at_ms) VALUES ($stream, $sequence, $body, $nowMs)';
const TRIM = 'DELETE FROM events WHERE stream = $stream AND sequence < $keptFrom';

interface StreamRow {
  readonly id: number;
  readonly last: number;
  readonly kept_from: number;
}

/** Appends within a transaction. @returns the sequence of the last one; 0 without events. */
export async function appendEvents(sql: Sql, namespace: string, events: readonly CheckedEvent[]): Promise<number> {
  let sequence = 0;
  for (const { stream: name, body } of events) {
    const nowMs = Date.now();
    const [stream] = await sql.all<StreamRow>(NEXT, { $namespace: namespace, $name: name, $nowMs: nowMs });
    if (!stream) throw new Error('a statement that must give one row gave none');
    sequence = stream.last;
    await sql.all(ADD, { $stream: stream.id, $sequence: sequence, $body: body, $nowMs: nowMs });
    if (stream.kept_from > 1) await sql.all(TRIM, { $stream: stream.id, $keptFrom: stream.kept_from });
  }
  return sequence;
}

/** Wakes who waits for them in this process; after the commit. */
export function tellAppended(file: CoordinationFile, namespace: string, events: readonly CheckedEvent[]): void {
  for (const { stream } of events) file.changes.tell(streamTopic(namespace, stream));
}

/** What a watch on a stream is for. */
export function streamTopic(namespace: string, name: string): string {
  return JSON.stringify(['stream', namespace, name]);
}

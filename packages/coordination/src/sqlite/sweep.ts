import type { Sql, SqlParams } from './connection.js';
import { machineNowUs } from './machine-clock.js';
import { BUCKET_MS } from '../check-events.js';

/** Rows that one write removes at most: so little that no write is slow for it. */
const SLICE = 32;
/** Between two looks for the same kind of rows while there were few, milliseconds. */
const PAUSE_MS = 1000;
const DAY_MS = 86_400_000;
/** How long the last fence of a lock is kept after its last grant. */
const FENCES_KEPT_MS = 30 * DAY_MS;
/** How long the last version of a deleted entry is kept. */
export const VERSIONS_KEPT_MS = 30 * DAY_MS;
/** How long a stream's events are kept after its last append, and how long its position and its readers. */
const EVENTS_KEPT_MS = 7 * DAY_MS;
const STREAMS_KEPT_MS = 30 * DAY_MS;
const POPULARITY_KEPT_BUCKETS = DAY_MS / BUCKET_MS + 1;
/** Fences above it came from a caller's `fenceAbove`: such a lock is never forgotten, so that the floor stays far below the highest number. */
const MAX_FLOOR = 2 ** 40;

/** Removes what has ended, a slice with a write, so that no write pays for many. */
export interface Sweeper {
  /** Within a write transaction. */
  sweep(sql: Sql): Promise<void>;
}

interface Now {
  readonly us: number;
  readonly wallMs: number;
}

/** @returns how many rows were found. */
type Task = (sql: Sql, now: Now) => Promise<number>;

/** A task of one statement that returns a row for each row it removes. */
const removing = (statement: string, params: (now: Now) => SqlParams): Task => async (sql, now) => (await sql.all(statement, params(now))).length;
const nowUs = ({ us }: Now): SqlParams => ({ $nowUs: us });

const ending = (table: string, key: string): Task => removing(
  `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE until_us <= $nowUs LIMIT ${SLICE}) RETURNING 1`, nowUs);
const old = (table: string, key: string, kept: number): Task => removing(
  `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE bucket < $oldest LIMIT ${SLICE}) RETURNING 1`,
  ({ us }) => ({ $oldest: Math.floor(us / 1000 / BUCKET_MS) - kept }));

const endedState: Task = async (sql, now) => {
  await sql.all(`
    INSERT INTO former_versions SELECT namespace, kind, id, version, $forgetAtMs FROM state WHERE until_us <= $nowUs ORDER BY until_us LIMIT ${SLICE}
    ON CONFLICT DO UPDATE SET version = excluded.version, forget_at_ms = excluded.forget_at_ms`, { $nowUs: now.us, $forgetAtMs: now.wallMs + VERSIONS_KEPT_MS });
  const removed = await sql.all(`DELETE FROM state WHERE rowid IN (SELECT rowid FROM state WHERE until_us <= $nowUs ORDER BY until_us LIMIT ${SLICE}) RETURNING 1`, { $nowUs: now.us });
  return removed.length;
};

const noteClock: Task = async (sql, { us }) => {
  await sql.all('UPDATE machine SET clock_us = $nowUs', { $nowUs: us });
  return 0;
};

/** Goes round all locks, since an index over their last grant would cost every grant more than this. */
function createIdleLocks(): Task {
  let after = { namespace: '', name: '' };
  return async (sql, { wallMs }) => {
    const slice = await sql.all<{ readonly namespace: string; readonly name: string }>(
      `SELECT namespace, name FROM locks WHERE (namespace, name) > ($namespace, $name) ORDER BY namespace, name LIMIT ${SLICE}`, { $namespace: after.namespace, $name: after.name });
    const end = slice.at(-1);
    const idle = `until_us = 0 AND queue = '[]' AND granted_at_ms < $before AND last_fence < ${MAX_FLOOR}
      AND (namespace, name) > ($namespace, $name) AND (namespace, name) <= ($endNamespace, $endName)`;
    if (end) {
      const params = { $namespace: after.namespace, $name: after.name, $endNamespace: end.namespace, $endName: end.name, $before: wallMs - FENCES_KEPT_MS };
      // What is forgotten is not given out again: no unknown lock begins below it.
      await sql.all(`UPDATE machine SET fence_floor = max(fence_floor, (SELECT coalesce(max(last_fence), 0) FROM locks WHERE ${idle}))`, params);
      await sql.all(`DELETE FROM locks WHERE ${idle}`, params);
    }
    after = end ?? { namespace: '', name: '' };
    return 0;
  };
}

/** Goes round all streams, as with locks. */
function createIdleStreams(): Task {
  let after = 0;
  return async (sql, { wallMs }) => {
    const slice = await sql.all<{ readonly id: number; readonly appended_at_ms: number }>(`SELECT id, appended_at_ms FROM streams WHERE id > $after ORDER BY id LIMIT ${SLICE}`, { $after: after });
    after = slice.at(-1)?.id ?? 0;
    const idle = slice.find(({ appended_at_ms: atMs }) => atMs < wallMs - EVENTS_KEPT_MS);
    if (!idle) return 0;
    after = idle.id; // One stream at a time; it is met again in the next round.
    const removed = await sql.all<{ readonly sequence: number }>(
      `DELETE FROM events WHERE stream = $stream AND sequence IN (SELECT sequence FROM events WHERE stream = $stream ORDER BY sequence LIMIT ${SLICE}) RETURNING sequence`, { $stream: idle.id });
    await sql.all('UPDATE streams SET kept_from = kept_from + $removed WHERE id = $stream', { $stream: idle.id, $removed: removed.length });
    if (removed.length > 0) after -= 1;
    else if (idle.appended_at_ms < wallMs - STREAMS_KEPT_MS) {
      await sql.all('DELETE FROM readers WHERE stream = $stream', { $stream: idle.id });
      await sql.all('DELETE FROM streams WHERE id = $stream', { $stream: idle.id });
    }
    return removed.length;
  };
}

/** What a file has to sweep, one task after the other. */
export function createSweeper(): Sweeper {
  const tasks: Task[] = [
    noteClock,
    ending('members', 'namespace, kind, id'),
    endedState,
    removing(`UPDATE locks SET until_us = 0, holders = '[]' WHERE (namespace, name) IN (SELECT namespace, name FROM locks WHERE until_us > 0 AND until_us <= $nowUs LIMIT ${SLICE}) RETURNING 1`, nowUs),
    ending('counters', 'namespace, name'),
    removing(`DELETE FROM former_versions WHERE (namespace, kind, id) IN (SELECT namespace, kind, id FROM former_versions WHERE forget_at_ms < $nowMs LIMIT ${SLICE}) RETURNING 1`, ({ wallMs }) => ({ $nowMs: wallMs })),
    old('popularity', 'namespace, kind, bucket, item', POPULARITY_KEPT_BUCKETS),
    old('popularity_owners', 'namespace, kind, bucket, owner, item', 0),
    createIdleLocks(),
    createIdleStreams(),
  ];
  const dueAtMs = tasks.map((_, index) => performance.now() + (index * PAUSE_MS) / tasks.length);
  let next = 0;
  return {
    sweep: async (sql) => {
      const nowMs = performance.now();
      const index = tasks.findIndex((_, offset) => (dueAtMs[(next + offset) % tasks.length] ?? 0) <= nowMs);
      if (index < 0) return;
      const turn = (next + index) % tasks.length;
      next = turn + 1;
      const found = await tasks[turn]?.(sql, { us: machineNowUs(), wallMs: Date.now() });
      dueAtMs[turn] = found === SLICE ? nowMs : nowMs + PAUSE_MS;
    },
  };
}

import type { Sql } from './connection.js';
import { standing, type Holder, type Lock, type Place } from './lock-row.js';

interface LockRow {
  readonly fence_floor: number;
  readonly last_fence: number | null;
  readonly revision: number | null;
  readonly asked: number | null;
  readonly holders: string | null;
  readonly queue: string | null;
}

const FIND = `
SELECT fence_floor, last_fence, revision, asked, holders, queue FROM machine LEFT JOIN locks ON namespace = $namespace AND name = $name`;
const WRITE = `
INSERT INTO locks (namespace, name, last_fence, revision, asked, holders, queue, until_us, granted_at_ms)
VALUES ($namespace, $name, $lastFence, $revision, $asked, $holders, $queue, $untilUs, $nowMs)
ON CONFLICT DO UPDATE SET last_fence = excluded.last_fence, revision = excluded.revision, asked = excluded.asked, holders = excluded.holders,
  queue = excluded.queue, until_us = excluded.until_us, granted_at_ms = iif(last_fence = excluded.last_fence, granted_at_ms, excluded.granted_at_ms)`;

/** A lock, and the fence that its next grant is above, which of an unknown lock is not its own. */
export interface FoundLock {
  readonly lock: Lock;
  readonly fenceFloor: number;
}

/** A lock as it stands; one that nobody ever asked for is free. The clock is read after the row: by then no grant can seem to lie in the future. */
export async function findLock(sql: Sql, namespace: string, name: string, readNowUs: () => number): Promise<FoundLock & { readonly nowUs: number }> {
  const [row] = await sql.all<LockRow>(FIND, { $namespace: namespace, $name: name });
  const nowUs = readNowUs();
  const lock: Lock = {
    lastFence: row?.last_fence ?? 0,
    revision: row?.revision ?? 0,
    asked: row?.asked ?? 0,
    holders: row?.holders ? (JSON.parse(row.holders) as readonly Holder[]) : [],
    queue: row?.queue ? (JSON.parse(row.queue) as readonly Place[]) : [],
  };
  return { lock: standing(lock, nowUs), fenceFloor: lock.lastFence || (row?.fence_floor ?? 0), nowUs };
}

/** Within the transaction that found it. */
export async function writeLock(sql: Sql, namespace: string, name: string, { lastFence, revision, asked, holders, queue }: Lock): Promise<void> {
  await sql.all(WRITE, {
    $namespace: namespace, $name: name, $lastFence: lastFence, $revision: revision, $asked: asked,
    $holders: JSON.stringify(holders), $queue: JSON.stringify(queue),
    $untilUs: Math.max(0, ...holders.map(({ untilUs }) => untilUs)), $nowMs: Date.now(),
  });
}

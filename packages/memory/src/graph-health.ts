import type { Clock, GraphStore, RecordStore } from '@ltmc/contracts';
import type { GraphWriter } from './graph-projection-writer.js';
import type { ComponentHealth } from './types.js';

/** Behind for so long, something is wrong with the writer, whatever the server says. */
const LATE_SECONDS = 60;

export interface GraphHealthParts {
  readonly record: RecordStore;
  readonly store: GraphStore;
  readonly writer: GraphWriter | undefined;
  readonly clock: Clock;
}

/** How the graph's server is, and how far the graph is behind the record. Never throws. */
export async function graphHealth({ record, store, writer, clock }: GraphHealthParts): Promise<ComponentHealth> {
  const { driver } = store.capabilities;
  const { state, latencyMs, why, cursor } = await store.health();
  const probe = { driver, ...(latencyMs === undefined ? {} : { latencyMs: Math.round(latencyMs * 100) / 100 }) };
  if (!cursor) return { state, ...probe, why: why ?? 'it did not say where it stands; answers come from the record' };
  try {
    const lag = await lagOf(record, cursor.recordId === record.recordId ? cursor.seq : 0, clock.nowMs());
    const late = lag.lagSeconds > LATE_SECONDS ? `it is ${lag.lagChanges} changes behind the record; answers come from the record meanwhile` : undefined;
    const reason = why ?? writer?.failure?.message ?? late;
    return { state: reason === undefined ? state : 'degraded', ...probe, ...lag, ...(reason === undefined ? {} : { why: reason }) };
  } catch {
    // The component `database` says what is wrong with the record.
    return { state, ...probe, why: why ?? 'how far it is behind is not known while the record cannot be read' };
  }
}

async function lagOf(record: RecordStore, seq: number, nowMs: number): Promise<{ readonly lagChanges: number; readonly lagSeconds: number }> {
  const last = await record.lastSeq();
  const [oldest] = last > seq ? await record.changesAfter(seq, 1) : [];
  return { lagChanges: Math.max(0, last - seq), lagSeconds: oldest ? Math.max(0, (nowMs - oldest.atMs) / 1000) : 0 };
}

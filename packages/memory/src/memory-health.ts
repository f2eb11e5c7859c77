import { LtmcError, type Clock, type VectorStore } from '@ltmc/contracts';
import type { RecordView } from './engine/record-view.js';
import type { EmbeddingQueue } from './embedding-queue.js';
import type { Signatures } from './signatures.js';
import type { ComponentHealth } from './types.js';
import type { VectorProjection } from './vector-projection.js';

export interface MemoryHealthParts {
  readonly record: RecordView;
  readonly vectors: VectorStore;
  readonly queue: EmbeddingQueue;
  readonly clock: Clock;
  readonly signatures: Signatures | undefined;
  readonly projections: ReadonlyMap<string, Promise<VectorProjection>>;
}

/** Probes the record with a real read and asks the index how far it is behind. */
export async function memoryHealth(parts: MemoryHealthParts): Promise<{ database: ComponentHealth; vector_store: ComponentHealth }> {
  return { database: await databaseHealth(parts.record), vector_store: await vectorHealth(parts) };
}

async function databaseHealth(record: RecordView): Promise<ComponentHealth> {
  const startMs = performance.now();
  try {
    const lastSeq = await record.lastSeq();
    return { state: 'ok', driver: record.capabilities.driver, latencyMs: sinceMs(startMs), lastSeq };
  } catch (error) {
    return { state: 'unavailable', driver: record.capabilities.driver, why: reasonOf(error) };
  }
}

async function vectorHealth({ vectors, queue, clock, signatures, projections }: MemoryHealthParts): Promise<ComponentHealth> {
  const { driver, degradedReason } = vectors.capabilities;
  const startMs = performance.now();
  try {
    const opened = await Promise.all(projections.values());
    const lags = await Promise.all(opened.map(({ lag }) => lag(clock.nowMs())));
    const size = opened.reduce((sum, { size }) => sum + size, 0);
    const why = queue.failure?.message ?? degradedReason;
    const state = why === undefined ? (opened.length === 0 ? 'idle' : 'ok') : 'degraded';
    return { state, driver, latencyMs: sinceMs(startMs), lagChanges: Math.max(0, ...lags.map(({ changes }) => changes)), lagSeconds: Math.max(0, ...lags.map(({ seconds }) => seconds)), size, ...signatureHealth(signatures), ...(why === undefined ? {} : { why }) };
  } catch (error) {
    return { state: 'unavailable', driver, why: reasonOf(error) };
  }
}

/** Neither makes an answer fail, so neither is a state of its own: what has no signature is scored without. */
function signatureHealth(signatures: Signatures | undefined): { signatures?: string; signaturesMissing?: number } {
  if (!signatures) return {};
  const { missing, failure } = signatures;
  return { ...(failure === undefined ? {} : { signatures: reasonOf(failure) }), ...(missing === undefined ? {} : { signaturesMissing: missing }) };
}

/** Only our own messages are fit for a client. */
function reasonOf(error: unknown): string {
  return LtmcError.is(error) ? error.message : 'failed for an unforeseen reason; see the log';
}

function sinceMs(startMs: number): number {
  return Math.round((performance.now() - startMs) * 100) / 100;
}

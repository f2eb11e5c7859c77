import type { HealthReport, OrchestrationReport } from '../options.js';

/** An answer of one of the health pages. */
export interface HealthAnswer {
  readonly httpStatus: 200 | 503;
  readonly body: object;
}

/** `GET /health`: everything. 503 only when LTMC cannot serve at all. */
export function healthAnswer({ status, timestamp, components }: HealthReport): HealthAnswer {
  const { database, redis, vector_store, neo4j } = components;
  const wire = { database: toWire(database), redis: toWire(redis), vector_store: toWire(vector_store), neo4j: toWire(neo4j) };
  return { httpStatus: status === 'unavailable' ? 503 : 200, body: { status, timestamp, components: wire } };
}

/** `GET /health/ready`: whether calls should be sent here. A missing vector index only degrades; a missing record does not serve. */
export function readyAnswer({ components: { database }, timestamp }: HealthReport, closing: boolean): HealthAnswer {
  if (closing) return { httpStatus: 503, body: { status: 'unavailable', timestamp, why: 'shutting down' } };
  if (database.state === 'unavailable') return { httpStatus: 503, body: { status: 'unavailable', timestamp, why: database.why } };
  return { httpStatus: 200, body: { status: 'ok', timestamp } };
}

/** `GET /orchestration/health`: 503 where agents cannot coordinate; memories may be served all the same. */
export function orchestrationAnswer(report: OrchestrationReport): HealthAnswer {
  return { httpStatus: report.status === 'unavailable' ? 503 : 200, body: toWire(report) };
}

/** `latencyMs` inside, `latency_ms` outside, as in every other answer of LTMC. */
function toWire(component: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(component).map(([key, value]) => [key.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`), value]));
}

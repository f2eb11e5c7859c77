import type { MemoryFilter } from '@ltmc/contracts';
import type { SqlParams } from './connection.js';

/** What every filter asks of a version `v`; one fixed text, so that each statement is prepared once. Parameters: {@link filterParams}. */
const PASSES = `v.forgotten_at_ms IS NULL
  AND v.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)
  AND ($resourceType IS NULL OR v.resource_type = $resourceType)
  AND ($agentId IS NULL OR v.agent_id = $agentId)
  AND v.recorded_at_ms >= $sinceMs AND v.recorded_at_ms < $untilMs
  AND (v.valid_from_ms IS NULL OR v.valid_from_ms <= $validAtMs)
  AND (v.expires_at_ms IS NULL OR v.expires_at_ms > $validAtMs)
  AND ($tags IS NULL OR NOT EXISTS (
    SELECT 1 FROM json_each($tags) AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(v.tags))))`;

/** Version `v` is current and passes. */
export const CURRENT_PASSES = `v.superseded_at_ms IS NULL AND ${PASSES}`;

/** Version `v` was current at `$asOfMs` and passes. */
export const PAST_PASSES = `v.recorded_at_ms <= $asOfMs AND (v.superseded_at_ms IS NULL OR v.superseded_at_ms > $asOfMs) AND ${PASSES}`;

/** The condition a filter needs. */
export function passes(filter: MemoryFilter): string {
  return filter.asOfMs === undefined ? CURRENT_PASSES : PAST_PASSES;
}

/** Exactly the parameters of {@link passes}. */
export function filterParams(filter: MemoryFilter): SqlParams {
  const params = {
    $namespace: filter.namespace,
    $resourceType: filter.resourceType ?? null,
    $agentId: filter.agentId ?? null,
    $sinceMs: filter.sinceMs ?? Number.MIN_SAFE_INTEGER,
    $untilMs: filter.untilMs ?? Number.MAX_SAFE_INTEGER,
    $validAtMs: filter.validAtMs,
    $tags: filter.tags && filter.tags.length > 0 ? JSON.stringify(filter.tags) : null,
  };
  return filter.asOfMs === undefined ? params : { ...params, $asOfMs: filter.asOfMs };
}

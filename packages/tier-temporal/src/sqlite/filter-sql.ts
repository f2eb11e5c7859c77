import type { MemoryFilter } from '@ltmc/contracts';
import { kindsOf } from '../kinds.js';
import type { SqlParams } from './connection.js';

/** The time a version `v` is of (`ChunkView.atMs`). */
export const AT_MS = "coalesce(CASE v.kind WHEN 'message' THEN (SELECT m.timestamp_ms FROM chat_messages AS m WHERE m.resource_id = v.resource_id) END, v.valid_from_ms, v.told_at_ms, v.recorded_at_ms)";

/** What every filter asks of a version `v`; few texts, so that each statement is prepared once. Parameters: {@link filterParams}. */
const PASSES = (filter: MemoryFilter): string => `v.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)
  AND ${ofKind(filter)}
  AND ($resourceType IS NULL OR v.resource_type = $resourceType)
  AND ($agentId IS NULL OR v.agent_id = $agentId)
  AND v.recorded_at_ms >= $sinceMs AND v.recorded_at_ms < $untilMs
  AND ($tags IS NULL OR instr(v.tags, $firstTag) > 0 AND NOT EXISTS (
    SELECT 1 FROM json_each($tags) AS wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(v.tags))))
  ${filter.resourceIds === undefined ? '' : 'AND v.resource_id IN (SELECT value FROM json_each($resourceIds))'}
  ${filter.times === undefined ? '' : `AND EXISTS (SELECT 1 FROM json_each($times) AS time WHERE ${AT_MS} >= time.value ->> 'fromMs' AND ${AT_MS} < time.value ->> 'untilMs')`}`;

/** One kind is compared by `=`, so that the index serves the order too; one conversation has an index of its own. */
function ofKind(filter: MemoryFilter): string {
  const [only, ...others] = kindsOf(filter);
  if (others.length > 0) return `v.kind IN (SELECT value FROM json_each($kinds))${filter.conversationId === undefined ? '' : " AND (v.kind <> 'message' OR v.conversation_id = $conversationId)"}`;
  return only === 'message' && filter.conversationId !== undefined ? "v.conversation_id = $conversationId AND +v.kind = $kinds" : 'v.kind = $kinds';
}

/** Version `v` is in answers at the filter's time: current, or current then, not forgotten, and valid. */
export function isThere({ asOfMs }: MemoryFilter): string {
  const stands = asOfMs === undefined ? 'v.superseded_at_ms IS NULL' : 'v.recorded_at_ms <= $asOfMs AND (v.superseded_at_ms IS NULL OR v.superseded_at_ms > $asOfMs)';
  return `${stands} AND v.forgotten_at_ms IS NULL
  AND (v.valid_from_ms IS NULL OR v.valid_from_ms <= $validAtMs)
  AND (v.expires_at_ms IS NULL OR v.expires_at_ms > $validAtMs)`;
}

/** The condition a filter needs: version `v` is there and passes. */
export function passes(filter: MemoryFilter): string {
  return `${isThere(filter)} AND ${PASSES(filter)}`;
}

/** Exactly the parameters of {@link passes}. */
export function filterParams(filter: MemoryFilter): SqlParams {
  const kinds = kindsOf(filter);
  const ofConversation = filter.conversationId !== undefined && (kinds.length > 1 || kinds[0] === 'message');
  return {
    $namespace: filter.namespace,
    $kinds: kinds.length === 1 ? (kinds[0] ?? null) : JSON.stringify(kinds),
    $resourceType: filter.resourceType ?? null,
    $agentId: filter.agentId ?? null,
    $sinceMs: filter.sinceMs ?? Number.MIN_SAFE_INTEGER,
    $untilMs: filter.untilMs ?? Number.MAX_SAFE_INTEGER,
    $validAtMs: filter.validAtMs,
    $tags: filter.tags && filter.tags.length > 0 ? JSON.stringify(filter.tags) : null,
    // As it stands in the column: what does not hold it need not be parsed.
    $firstTag: filter.tags && filter.tags.length > 0 ? JSON.stringify(filter.tags[0]) : null,
    ...(ofConversation ? { $conversationId: filter.conversationId } : {}),
    ...(filter.resourceIds === undefined ? {} : { $resourceIds: JSON.stringify(filter.resourceIds) }),
    ...(filter.times === undefined ? {} : { $times: JSON.stringify(filter.times) }),
    ...(filter.asOfMs === undefined ? {} : { $asOfMs: filter.asOfMs }),
  };
}

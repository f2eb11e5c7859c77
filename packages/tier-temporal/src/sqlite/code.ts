import { randomUUID } from 'node:crypto';
import type { AttemptFilter, AttemptInput, AttemptView, CodeRecord, LoggedAttempt, PatternView } from '@ltmc/contracts';
import { patternVersion } from '../pattern-version.js';
import { requireStorableTexts } from '../storable.js';
import { appendChanges } from './change-log.js';
import { onlyRow, type Sql, type SqlParams } from './connection.js';
import type { Done } from './idempotency.js';
import type { RecordAccess } from './record-access.js';
import { storeVersion } from './store-version.js';

/** One attempt `a` for which all that is given holds. Parameters: {@link attemptParams}. */
const ATTEMPT_PASSES = `a.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)
  AND ($language IS NULL OR a.language = $language)
  AND ($functionName IS NULL OR a.function_name = $functionName)
  AND ($fileName IS NULL OR a.file_name = $fileName)
  AND ($moduleName IS NULL OR a.module_name = $moduleName)
  AND ($result IS NULL OR a.result = $result)
  AND ($sinceMs IS NULL OR a.recorded_at_ms >= $sinceMs)`;

const RESOURCE_IDS = `
SELECT DISTINCT t.resource_id AS resourceId FROM code_attempts AS a JOIN pattern_texts AS t ON t.pattern_id = a.pattern_id
WHERE ${ATTEMPT_PASSES} ORDER BY t.resource_id`;

const ATTEMPTS = (ofPatterns: boolean): string => `
SELECT a.id AS attemptId, a.pattern_id AS patternId, a.input_prompt AS inputPrompt, a.result, a.execution_time_ms AS executionTimeMs, a.error_message AS errorMessage,
  a.tags, a.language, a.function_name AS functionName, a.file_name AS fileName, a.module_name AS moduleName, a.agent_id AS agentId, a.recorded_at_ms AS recordedAtMs
FROM code_attempts AS a
WHERE ${ATTEMPT_PASSES} ${ofPatterns ? 'AND a.pattern_id IN (SELECT value FROM json_each($patternIds))' : ''}
ORDER BY a.recorded_at_ms DESC, a.id DESC LIMIT $limit`;

const NAMED = `
SELECT value AS id FROM json_each($patternIds) UNION SELECT t.pattern_id FROM json_each($resourceIds) JOIN pattern_texts AS t ON t.resource_id = value`;

const PATTERNS = `
SELECT p.id AS patternId, p.fingerprint, l.input_prompt AS inputPrompt, l.generated_code AS generatedCode, l.result,
  l.language, l.function_name AS functionName, l.file_name AS fileName, l.module_name AS moduleName, l.recorded_at_ms AS lastAttemptAtMs,
  (SELECT json_group_array(t.resource_id) FROM (SELECT resource_id FROM pattern_texts WHERE pattern_id = p.id ORDER BY resource_id) AS t) AS resourceIds,
  (SELECT a.error_message FROM code_attempts AS a WHERE a.pattern_id = p.id AND a.result <> 'pass' AND a.error_message IS NOT NULL
    ORDER BY a.recorded_at_ms DESC, a.id DESC LIMIT 1) AS lastError,
  (SELECT json_group_array(json(a.tags)) FROM (SELECT tags FROM code_attempts WHERE pattern_id = p.id ORDER BY recorded_at_ms, id) AS a) AS tags,
  s.*
FROM code_patterns AS p
CROSS JOIN code_attempts AS l ON l.id = (SELECT id FROM code_attempts WHERE pattern_id = p.id ORDER BY recorded_at_ms DESC, id DESC LIMIT 1)
CROSS JOIN (
  SELECT pattern_id, avg(execution_time_ms) AS executionTimeMs, min(recorded_at_ms) AS createdAtMs, sum(result = 'pass') AS pass, sum(result = 'fail') AS fail,
    sum(result = 'error') AS error, sum(result = 'partial') AS partial
  FROM code_attempts WHERE pattern_id IN (${NAMED}) GROUP BY pattern_id) AS s ON s.pattern_id = p.id
WHERE p.id IN (${NAMED}) AND p.namespace_id = (SELECT id FROM namespaces WHERE name = $namespace)`;

const ADD_PATTERN = `
INSERT INTO code_patterns (namespace_id, fingerprint) VALUES ($namespaceId, $fingerprint)
ON CONFLICT (namespace_id, fingerprint) DO UPDATE SET fingerprint = excluded.fingerprint RETURNING id`;

const ADD_TEXT = 'INSERT INTO pattern_texts (resource_id, pattern_id) VALUES ($resourceId, $patternId) ON CONFLICT (resource_id) DO NOTHING';

const ADD_ATTEMPT = `
INSERT INTO code_attempts (uid, pattern_id, namespace_id, input_prompt, generated_code, result, execution_time_ms, error_message, tags, language, function_name,
  file_name, module_name, agent_id, session_id, recorded_at_ms)
VALUES ($uid, $patternId, $namespaceId, $inputPrompt, $generatedCode, $result, $executionTimeMs, $errorMessage, $tags, $language, $functionName,
  $fileName, $moduleName, $agentId, $sessionId, $recordedAtMs) RETURNING id`;

const ADD_NAMESPACE = 'INSERT INTO namespaces (name) VALUES ($namespace) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id';

const COUNT = 'SELECT count(*) AS count FROM code_attempts WHERE pattern_id = $patternId';

/** Code attempts in a SQLite record. */
export function createSqliteCode({ query, write }: RecordAccess): CodeRecord {
  return {
    log: async (input, claim) => {
      requireStorableTexts({ input_prompt: input.inputPrompt, generated_code: input.generatedCode, error_message: input.errorMessage ?? '' });
      return write({ namespace: input.namespace, claim, atMs: input.recordedAtMs }, (sql) => log(sql, input));
    },
    resourceIds: async (namespace, filter) => {
      if (Object.values(filter).every((field) => field === undefined)) return undefined;
      const rows = await query<{ resourceId: number }>(RESOURCE_IDS, attemptParams(namespace, filter));
      return rows.map(({ resourceId }) => resourceId);
    },
    patterns: async (namespace, { patternIds = [], resourceIds = [] }) => {
      const rows = await query<PatternRow>(PATTERNS, { $namespace: namespace, $patternIds: JSON.stringify(patternIds), $resourceIds: JSON.stringify(resourceIds) });
      return rows.map(toPattern);
    },
    attempts: async (namespace, { patternIds, ...filter }, limit) => {
      const ids = patternIds === undefined ? {} : { $patternIds: JSON.stringify(patternIds) };
      const rows = await query<Omit<AttemptView, 'tags'> & { tags: string }>(ATTEMPTS(patternIds !== undefined), { ...attemptParams(namespace, filter), ...ids, $limit: limit });
      const asView = (row: (typeof rows)[number]): AttemptView => ({ ...row, tags: JSON.parse(row.tags) });
      return rows.map(asView);
    },
  };
}

async function log(sql: Sql, input: AttemptInput): Promise<Done<LoggedAttempt>> {
  const { id: namespaceId } = await onlyRow<{ id: number }>(sql, ADD_NAMESPACE, { $namespace: input.namespace });
  const patternId = await ensurePattern(sql, namespaceId, input.fingerprint);
  const stored = [];
  for (const text of input.texts) {
    const { resourceId, result } = await storeVersion(sql, patternVersion(input, text));
    await linkText(sql, patternId, resourceId);
    stored.push(result);
  }
  const { id: attemptId } = await addAttempt(sql, { namespaceId, patternId, uid: randomUUID() }, input);
  const { count } = await onlyRow<{ count: number }>(sql, COUNT, { $patternId: patternId });
  const resourceId = stored[0]?.resourceId ?? 0;
  const seq = await appendChanges(sql, [{ namespaceId, kind: 'pattern', op: 'changed', resourceId, version: 0, first: 1, last: 0, atMs: input.recordedAtMs }]);
  const result = { patternId, attemptId, attempts: count, resourceIds: stored.map((text) => text.resourceId), pendingChunks: stored.reduce((sum, { pendingChunks }) => sum + pendingChunks, 0), seq };
  return { resourceId, result };
}

/** The pattern of a fingerprint, made where it is new. */
export async function ensurePattern(sql: Sql, namespaceId: number, fingerprint: string): Promise<number> {
  return (await onlyRow<{ id: number }>(sql, ADD_PATTERN, { $namespaceId: namespaceId, $fingerprint: fingerprint })).id;
}

/** Lets a stored text stand for its pattern. */
export async function linkText(sql: Sql, patternId: number, resourceId: number): Promise<void> {
  await sql.all(ADD_TEXT, { $patternId: patternId, $resourceId: resourceId });
}

/** What an attempt tells beside the texts of its pattern. */
export type AttemptFacts = Omit<AttemptInput, 'namespace' | 'fingerprint' | 'texts'>;

export function addAttempt(sql: Sql, place: { readonly namespaceId: number; readonly patternId: number; readonly uid: string }, attempt: AttemptFacts): Promise<{ id: number }> {
  return onlyRow<{ id: number }>(sql, ADD_ATTEMPT, {
    $uid: place.uid, $patternId: place.patternId, $namespaceId: place.namespaceId, $inputPrompt: attempt.inputPrompt, $generatedCode: attempt.generatedCode,
    $result: attempt.result, $executionTimeMs: attempt.executionTimeMs, $errorMessage: attempt.errorMessage, $tags: JSON.stringify(attempt.tags),
    $language: attempt.language, $functionName: attempt.functionName, $fileName: attempt.fileName, $moduleName: attempt.moduleName,
    $agentId: attempt.agentId, $sessionId: attempt.sessionId, $recordedAtMs: attempt.recordedAtMs,
  });
}

function attemptParams(namespace: string, { language, functionName, fileName, moduleName, result, sinceMs }: AttemptFilter): SqlParams {
  return {
    $namespace: namespace, $language: language ?? null, $functionName: functionName ?? null, $fileName: fileName ?? null, $moduleName: moduleName ?? null,
    $result: result ?? null, $sinceMs: sinceMs ?? null,
  };
}

interface PatternRow extends Omit<PatternView, 'resourceIds' | 'tags' | 'counts'>, Record<'pass' | 'fail' | 'error' | 'partial', number> {
  readonly pattern_id: number;
  readonly resourceIds: string;
  readonly tags: string;
}

function toPattern({ resourceIds, tags, pass, fail, error, partial, pattern_id: _id, ...row }: PatternRow): PatternView {
  const ids: number[] = JSON.parse(resourceIds);
  const byAttempt: string[][] = JSON.parse(tags);
  return { ...row, resourceIds: ids, tags: [...new Set(byAttempt.flat())], counts: { pass, fail, error, partial } };
}

import type { AttemptResult, JsonObject, JsonValue } from '@ltmc/contracts';
import { fingerprintOf } from '../pattern-version.js';
import { addAttempt, ensurePattern, linkText } from '../sqlite/code.js';
import { firstRow, type Sql } from '../sqlite/connection.js';
import type { KindFacts, Thing } from './kind-facts.js';

/** An attempt with the names of its columns. */
interface AttemptFields {
  readonly uid: string;
  readonly input_prompt: string;
  readonly generated_code: string;
  readonly result: AttemptResult;
  readonly execution_time_ms: number | null;
  readonly error_message: string | null;
  readonly tags: readonly string[];
  readonly language: string | null;
  readonly function_name: string | null;
  readonly file_name: string | null;
  readonly module_name: string | null;
  readonly agent_id: string | null;
  readonly session_id: string | null;
  readonly recorded_at_ms: number;
}

/** A pattern is found by several texts; the first of them carries its attempts. */
const READ = `
SELECT a.uid, a.input_prompt, a.generated_code, a.result, a.execution_time_ms, a.error_message, a.tags, a.language, a.function_name, a.file_name, a.module_name,
  a.agent_id, a.session_id, a.recorded_at_ms
FROM pattern_texts AS t JOIN code_attempts AS a ON a.pattern_id = t.pattern_id
WHERE t.resource_id = $resourceId AND t.resource_id = (SELECT min(resource_id) FROM pattern_texts WHERE pattern_id = t.pattern_id)
ORDER BY a.recorded_at_ms, a.id`;

const KNOWN = 'SELECT 1 FROM code_attempts WHERE namespace_id = $namespaceId AND uid = $uid';

export const patternFacts: KindFacts = {
  read: async (sql, resourceId) => {
    const rows = await sql.all<Omit<AttemptFields, 'tags'> & { tags: string }>(READ, { $resourceId: resourceId });
    return { attempts: rows.map((row): JsonObject => ({ ...row, tags: JSON.parse(row.tags) })) };
  },
  isUsable: ({ attempts }) => isAttempts(attempts),
  write: async (sql, thing, { attempts }) => {
    if (!isAttempts(attempts)) throw new TypeError('facts are checked before they are written');
    const patternId = await ensurePattern(sql, thing.namespaceId, fingerprintOf(thing.fileName));
    await linkText(sql, patternId, thing.resourceId);
    for (const attempt of attempts) await addOnce(sql, thing, patternId, attempt);
  },
};

async function addOnce(sql: Sql, { namespaceId }: Thing, patternId: number, attempt: AttemptFields): Promise<void> {
  if (await firstRow(sql, KNOWN, { $namespaceId: namespaceId, $uid: attempt.uid })) return;
  await addAttempt(sql, { namespaceId, patternId, uid: attempt.uid }, {
    inputPrompt: attempt.input_prompt, generatedCode: attempt.generated_code, result: attempt.result, executionTimeMs: attempt.execution_time_ms,
    errorMessage: attempt.error_message, tags: attempt.tags, language: attempt.language, functionName: attempt.function_name, fileName: attempt.file_name,
    moduleName: attempt.module_name, agentId: attempt.agent_id, sessionId: attempt.session_id, recordedAtMs: attempt.recorded_at_ms,
  });
}

function isAttempts(value: JsonValue | undefined): value is readonly (JsonObject & AttemptFields)[] {
  return Array.isArray(value) && value.every(isAttempt);
}

const RESULTS: ReadonlySet<unknown> = new Set(['pass', 'fail', 'error', 'partial']);
const TEXTS = ['uid', 'input_prompt', 'generated_code'];
const TEXTS_OR_NULL = ['error_message', 'language', 'function_name', 'file_name', 'module_name', 'agent_id', 'session_id'];

function isAttempt(value: unknown): value is JsonObject & AttemptFields {
  if (!isObject(value)) return false;
  const { tags, result, execution_time_ms: took, recorded_at_ms: recorded } = value;
  return TEXTS.every((name) => typeof value[name] === 'string') && TEXTS_OR_NULL.every((name) => value[name] === null || typeof value[name] === 'string')
    && RESULTS.has(result) && (took === null || Number.isFinite(took)) && Number.isSafeInteger(recorded)
    && Array.isArray(tags) && tags.every((tag) => typeof tag === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

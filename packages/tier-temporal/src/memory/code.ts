import type { AttemptFilter, AttemptInput, AttemptResult, AttemptView, CodeRecord, PatternView } from '@ltmc/contracts';
import { patternVersion } from '../pattern-version.js';
import { requireStorableTexts } from '../storable.js';
import type { MemoryAccess } from './access.js';
import type { MemoryAttempt, MemoryPattern } from './state.js';
import { logBare } from './todos.js';
import * as writes from './writes.js';

/** Code attempts of the reference driver. */
export function createMemoryCode({ open, write }: MemoryAccess): CodeRecord {
  const patternOf = ({ namespace, fingerprint }: AttemptInput): MemoryPattern => {
    const { patterns } = open();
    const known = patterns.find((pattern) => pattern.namespace === namespace && pattern.fingerprint === fingerprint);
    if (known) return known;
    const pattern = { patternId: patterns.length + 1, namespace, fingerprint, resourceIds: new Set<number>() };
    patterns.push(pattern);
    return pattern;
  };
  const passing = (namespace: string, filter: AttemptFilter): MemoryAttempt[] => open().attempts.filter(({ input }) => input.namespace === namespace && passes(input, filter));
  /** In order of their times. */
  const attemptsOf = (patternId: number): MemoryAttempt[] => open().attempts.filter((attempt) => attempt.patternId === patternId).toSorted((a, b) => -newestFirst(a, b));

  return {
    log: async (input, claim) => {
      const { namespace, inputPrompt, generatedCode, errorMessage, recordedAtMs } = input;
      requireStorableTexts({ input_prompt: inputPrompt, generated_code: generatedCode, error_message: errorMessage ?? '' });
      return write({ namespace, claim, atMs: recordedAtMs }, () => {
        const { attempts } = open();
        const stored = input.texts.map((text) => writes.storeVersion(open(), patternVersion(input, text)).result);
        const { patternId, resourceIds } = patternOf(input);
        for (const { resourceId } of stored) resourceIds.add(resourceId);
        attempts.push({ attemptId: attempts.length + 1, patternId, input });
        const resourceId = stored[0]?.resourceId ?? 0;
        const seq = logBare(open(), { namespace, kind: 'pattern', resourceId, atMs: recordedAtMs });
        const pendingChunks = stored.reduce((sum, text) => sum + text.pendingChunks, 0);
        const result = { patternId, attemptId: attempts.length, attempts: attemptsOf(patternId).length, resourceIds: stored.map((text) => text.resourceId), pendingChunks, seq };
        return { resourceId, result };
      });
    },
    resourceIds: async (namespace, filter) => {
      if (Object.values(filter).every((field) => field === undefined)) return undefined;
      const ids = new Set(passing(namespace, filter).map(({ patternId }) => patternId));
      return open().patterns.filter(({ patternId }) => ids.has(patternId)).flatMap(({ resourceIds }) => [...resourceIds]).toSorted((a, b) => a - b);
    },
    patterns: async (namespace, { patternIds = [], resourceIds = [] }) => open().patterns
      .filter((pattern) => pattern.namespace === namespace && (patternIds.includes(pattern.patternId) || resourceIds.some((id) => pattern.resourceIds.has(id))))
      .map((pattern) => toPattern(pattern, attemptsOf(pattern.patternId).map(({ input }) => input))),
    attempts: async (namespace, { patternIds, ...filter }, limit) => passing(namespace, filter)
      .filter(({ patternId }) => patternIds === undefined || patternIds.includes(patternId))
      .toSorted(newestFirst)
      .slice(0, limit)
      .map(toAttempt),
  };
}

function passes(input: AttemptInput, { sinceMs = -Infinity, ...exact }: AttemptFilter): boolean {
  const { language, functionName, fileName, moduleName, result } = exact;
  const is = (wanted: string | undefined, held: string | null): boolean => wanted === undefined || wanted === held;
  return input.recordedAtMs >= sinceMs && is(language, input.language) && is(functionName, input.functionName) && is(fileName, input.fileName)
    && is(moduleName, input.moduleName) && is(result, input.result);
}

function newestFirst(a: MemoryAttempt, b: MemoryAttempt): number {
  return b.input.recordedAtMs - a.input.recordedAtMs || b.attemptId - a.attemptId;
}

/** @param attempts - oldest first; at least one. */
function toPattern({ patternId, fingerprint, resourceIds }: MemoryPattern, attempts: readonly AttemptInput[]): PatternView {
  const [first, last] = [attempts.at(0), attempts.at(-1)];
  if (!first || !last) throw new Error('a pattern is made with its first attempt');
  const times = attempts.flatMap(({ executionTimeMs }) => (executionTimeMs === null ? [] : [executionTimeMs]));
  const count = (result: AttemptResult): number => attempts.filter((attempt) => attempt.result === result).length;
  const { inputPrompt, generatedCode, result, language, functionName, fileName, moduleName } = last;
  return {
    patternId, fingerprint, resourceIds: [...resourceIds].toSorted((a, b) => a - b), inputPrompt, generatedCode, result, language, functionName, fileName, moduleName,
    executionTimeMs: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0) / times.length,
    tags: [...new Set(attempts.flatMap(({ tags }) => tags))],
    counts: { pass: count('pass'), fail: count('fail'), error: count('error'), partial: count('partial') },
    lastError: attempts.findLast((attempt) => attempt.result !== 'pass' && attempt.errorMessage !== null)?.errorMessage ?? null,
    createdAtMs: first.recordedAtMs,
    lastAttemptAtMs: last.recordedAtMs,
  };
}

function toAttempt({ attemptId, patternId, input }: MemoryAttempt): AttemptView {
  const { inputPrompt, result, executionTimeMs, errorMessage, tags, language, functionName, fileName, moduleName, agentId, recordedAtMs } = input;
  return { attemptId, patternId, inputPrompt, result, executionTimeMs, errorMessage, tags, language, functionName, fileName, moduleName, agentId, recordedAtMs };
}

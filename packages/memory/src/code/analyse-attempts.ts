import type { AttemptResult, AttemptView } from '@ltmc/contracts';
import { groupErrors, type ErrorGroup } from './error-groups.js';
import { suggestions } from './suggestions.js';
import { successPredictors, type SuccessPredictor } from './success-predictors.js';
import { successRate, type SuccessRate } from './success-rate.js';

/** What a set of attempts says, and no more. */
export interface AttemptAnalysis {
  readonly patterns: number;
  readonly success: SuccessRate;
  readonly counts: Readonly<Record<AttemptResult, number>>;
  /** Milliseconds over the attempts that told theirs; null where none did. */
  readonly executionMs: { readonly average: number; readonly fastest: number; readonly slowest: number } | null;
  /** Most used first; attempts each. */
  readonly tags: readonly { readonly tag: string; readonly count: number; readonly success: SuccessRate }[];
  readonly predictors: readonly SuccessPredictor[];
  readonly failures: readonly ErrorGroup[];
  readonly suggestions: readonly string[];
}

/**
 * Pure. @param attempts - newest first.
 * @param limit - most entries of each list.
 */
export function analyseAttempts(attempts: readonly AttemptView[], limit: number): AttemptAnalysis {
  const counts = countResults(attempts);
  const failures = groupErrors(attempts.filter(({ result }) => result !== 'pass'));
  const predictors = successPredictors(attempts);
  return {
    patterns: new Set(attempts.map(({ patternId }) => patternId)).size,
    success: successRate(counts.pass, attempts.length),
    counts,
    executionMs: executionMs(attempts),
    tags: tagCounts(attempts).slice(0, limit),
    predictors: predictors.slice(0, limit),
    failures: failures.slice(0, limit),
    suggestions: suggestions({ attempts, failures, predictors }).slice(0, limit),
  };
}

function countResults(attempts: readonly AttemptView[]): Record<AttemptResult, number> {
  const counts = { pass: 0, fail: 0, error: 0, partial: 0 };
  for (const { result } of attempts) counts[result] += 1;
  return counts;
}

function executionMs(attempts: readonly AttemptView[]): AttemptAnalysis['executionMs'] {
  const times = attempts.flatMap(({ executionTimeMs }) => (executionTimeMs === null ? [] : [executionTimeMs]));
  if (times.length === 0) return null;
  const ordered = times.toSorted((a, b) => a - b);
  return { average: times.reduce((sum, ms) => sum + ms, 0) / times.length, fastest: ordered.at(0) ?? 0, slowest: ordered.at(-1) ?? 0 };
}

function tagCounts(attempts: readonly AttemptView[]): AttemptAnalysis['tags'] {
  const byTag = new Map<string, { count: number; passed: number }>();
  for (const { tags, result } of attempts) {
    for (const tag of new Set(tags)) {
      const known = byTag.get(tag) ?? { count: 0, passed: 0 };
      byTag.set(tag, { count: known.count + 1, passed: known.passed + (result === 'pass' ? 1 : 0) });
    }
  }
  return [...byTag]
    .map(([tag, { count, passed }]) => ({ tag, count, success: successRate(passed, count) }))
    .toSorted((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1));
}

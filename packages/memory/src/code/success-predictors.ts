import type { AttemptView } from '@ltmc/contracts';
import { discoveries, fisherExact } from './exact-test.js';
import { successRate, type SuccessRate } from './success-rate.js';

/** A property of patterns with which they pass more, or less, often than without. */
export interface SuccessPredictor {
  readonly tag: string;
  readonly with: SuccessRate;
  readonly without: SuccessRate;
  /** Of Fisher's exact test; the predictors listed hold at most 5 % chance finds. */
  readonly pValue: number;
}

/** With fewer, nothing is said of a group, however clear it looks. */
const MIN_PER_GROUP = 3;
const FALSE_SHARE = 0.05;

/**
 * Tags that tell whether code works. What is counted is patterns, by their latest attempt: retries of the same code are no news of their own.
 * @param attempts - newest first.
 */
export function successPredictors(attempts: readonly AttemptView[]): SuccessPredictor[] {
  const latest = latestOfEach(attempts);
  const tags = [...new Set(latest.flatMap(({ tags: own }) => own))];
  const compared = tags.map((tag) => compare(tag, latest)).filter(({ with: own, without }) => own.n >= MIN_PER_GROUP && without.n >= MIN_PER_GROUP);
  const real = discoveries(compared.map(({ pValue }) => pValue), FALSE_SHARE);
  return compared.filter((_predictor, index) => real[index]).toSorted((a, b) => a.pValue - b.pValue || b.with.n - a.with.n);
}

function latestOfEach(attempts: readonly AttemptView[]): AttemptView[] {
  const latest = new Map<number, AttemptView>();
  for (const attempt of attempts) if (!latest.has(attempt.patternId)) latest.set(attempt.patternId, attempt);
  return [...latest.values()];
}

function compare(tag: string, latest: readonly AttemptView[]): SuccessPredictor {
  const [own, others] = [latest.filter(({ tags }) => tags.includes(tag)), latest.filter(({ tags }) => !tags.includes(tag))];
  const [passedWith, passedWithout] = [passed(own), passed(others)];
  const pValue = fisherExact({ passedWith, totalWith: own.length, passedWithout, totalWithout: others.length });
  return { tag, with: successRate(passedWith, own.length), without: successRate(passedWithout, others.length), pValue };
}

function passed(attempts: readonly AttemptView[]): number {
  return attempts.filter(({ result }) => result === 'pass').length;
}

import type { AttemptView } from '@ltmc/contracts';
import type { ErrorGroup } from './error-groups.js';
import type { SuccessPredictor } from './success-predictors.js';

export interface SuggestionGrounds {
  /** Newest first. */
  readonly attempts: readonly AttemptView[];
  readonly failures: readonly ErrorGroup[];
  readonly predictors: readonly SuccessPredictor[];
}

/** An error met less often is a single event, not a habit. */
const MIN_SAME_ERROR = 3;
/** The same code failing so often will fail again. */
const MIN_FAILED_RETRIES = 2;
const MAX_NAMED = 5;

/** What the data advise, each with the number it rests on; none where they say nothing. */
export function suggestions({ attempts, failures, predictors }: SuggestionGrounds): string[] {
  return [...fromRetries(attempts), ...fromErrors(failures, attempts), ...fromPredictors(predictors), ...fromLaterSuccess(attempts)];
}

function fromRetries(attempts: readonly AttemptView[]): string[] {
  const hopeless = [...groupBy(attempts, ({ patternId }) => patternId)].filter(([, own]) => own.length >= MIN_FAILED_RETRIES && own.every(isFailure));
  if (hopeless.length === 0) return [];
  const n = hopeless.reduce((sum, [, own]) => sum + own.length, 0);
  const code = hopeless.length === 1 ? 'Code' : `${hopeless.length} pieces of code`;
  return [`${code} that had failed was tried again unchanged and never passed (${named(hopeless.map(([id]) => id))}; n = ${n} attempts): change it before the next try.`];
}

function fromErrors(failures: readonly ErrorGroup[], attempts: readonly AttemptView[]): string[] {
  const failed = attempts.filter(({ result }) => result !== 'pass').length;
  return failures
    .filter(({ frequency, patternIds }) => frequency >= MIN_SAME_ERROR && patternIds.length > 1)
    .map(({ commonError, frequency, patternIds }) => `"${commonError}" came back in ${patternIds.length} different pieces of code (n = ${frequency} of ${failed} attempts that did not pass): guard against it from the start.`);
}

function fromPredictors(predictors: readonly SuccessPredictor[]): string[] {
  return predictors.map(({ tag, with: own, without }) => {
    const compared = `${percent(own.rate)} of n = ${own.n} patterns tagged "${tag}" pass, ${percent(without.rate)} of n = ${without.n} others`;
    return own.rate < without.rate ? `${compared}: test such code more before relying on it.` : `${compared}: prefer what they do.`;
  });
}

/** A prompt whose first code failed and another's passed: there is something to learn from. */
function fromLaterSuccess(attempts: readonly AttemptView[]): string[] {
  const solved = [...groupBy(attempts, ({ inputPrompt }) => inputPrompt).values()].flatMap((own) => {
    const [first, last] = [own.at(-1), own.at(0)];
    return first && last && isFailure(first) && last.result === 'pass' && first.patternId !== last.patternId ? [last.patternId] : [];
  });
  if (solved.length === 0) return [];
  return [`${solved.length === 1 ? 'A prompt' : `${solved.length} prompts`} whose first code failed passed with other code (${named(solved)}; n = ${solved.length}): start from that.`];
}

function groupBy<Key>(attempts: readonly AttemptView[], keyOf: (attempt: AttemptView) => Key): Map<Key, AttemptView[]> {
  const groups = new Map<Key, AttemptView[]>();
  for (const attempt of attempts) {
    const group = groups.get(keyOf(attempt));
    if (group) group.push(attempt);
    else groups.set(keyOf(attempt), [attempt]);
  }
  return groups;
}

function isFailure({ result }: AttemptView): boolean {
  return result === 'fail' || result === 'error';
}

function named(patternIds: readonly number[]): string {
  const shown = patternIds.slice(0, MAX_NAMED).join(', ');
  const rest = patternIds.length > MAX_NAMED ? ` and ${patternIds.length - MAX_NAMED} more` : '';
  return `${patternIds.length === 1 ? 'pattern' : 'patterns'} ${shown}${rest}`;
}

function percent(rate: number): string {
  return `${Math.round(100 * rate)} %`;
}

/** A failed attempt, as far as grouping needs it. */
export interface FailedAttempt {
  readonly patternId: number;
  readonly errorMessage: string | null;
}

/** Failures that say the same but for places and numbers. */
export interface ErrorGroup {
  /** What they have in common; places and numbers as `<path>`, `<address>`, `<n>`. */
  readonly commonError: string;
  /** Attempts. */
  readonly frequency: number;
  /** Patterns, in the order given. */
  readonly patternIds: readonly number[];
}

const MAX_LENGTH = 200;
const MAX_LINE = 1000;
/** Enough of a message to find the line that tells what went wrong; longer ones lose their middle. */
const MAX_HEAD = 4000;
const MAX_TAIL = 4000;

/** In this order: an address has digits too. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/gi, '<id>'],
  [/\b0x[\da-f]+\b/gi, '<address>'],
  [/\bhttps?:\/\/[^\s'"<>)]+/gi, '<url>'],
  [/(?<![\w<])(?:[a-z]:\\|\\\\|~?\/|\.{1,2}\/)(?:[^\s'":;,()<>|]+)/gi, '<path>'],
  [/\b[\w.-]+\/(?:[\w.-]+\/)*[\w-]+\.\w{1,5}\b/g, '<path>'],
  [/\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '<n>'],
];

/** A Python traceback tells it in its last line, everything else in its first. */
const TRACEBACK = /^Traceback \(most recent call last\)/m;
const ERROR_LINE = /^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Iteration)\b/;

/** One text for all messages of the same failure; undefined for a message that says nothing. */
export function normalisedError(message: string): string | undefined {
  const bounded = message.length > MAX_HEAD + MAX_TAIL ? `${message.slice(0, MAX_HEAD)}\n${message.slice(-MAX_TAIL)}` : message;
  const lines = bounded.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const telling = TRACEBACK.test(bounded) ? lines.findLast((line) => ERROR_LINE.test(line)) ?? lines.at(-1) : lines[0];
  if (telling === undefined) return undefined;
  const normalised = REPLACEMENTS.reduce((text, [pattern, mark]) => text.replaceAll(pattern, mark), telling.slice(0, MAX_LINE)).replaceAll(/\s+/g, ' ');
  return normalised.length > MAX_LENGTH ? `${normalised.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…` : normalised;
}

/** The most frequent first; as frequent ones in the order given. Failures without a message are in none. */
export function groupErrors(failures: readonly FailedAttempt[]): ErrorGroup[] {
  const groups = new Map<string, FailedAttempt[]>();
  for (const failure of failures) {
    const said = failure.errorMessage === null ? undefined : normalisedError(failure.errorMessage);
    if (said === undefined) continue;
    const group = groups.get(said);
    if (group) group.push(failure);
    else groups.set(said, [failure]);
  }
  return [...groups]
    .map(([commonError, attempts]) => ({ commonError, frequency: attempts.length, patternIds: [...new Set(attempts.map(({ patternId }) => patternId))] }))
    .toSorted((a, b) => b.frequency - a.frequency);
}

/** So many within that time, all of them at once if need be. */
export interface RateLimit {
  /** A tool, {@link ALL_CALLS} or {@link FAILED_AUTH}. */
  readonly name: string;
  readonly count: number;
  readonly perMs: number;
}

/** All calls of a caller together, those of tools with a limit of their own too. */
export const ALL_CALLS = '*';
/** Requests with a wrong API key, by address. */
export const FAILED_AUTH = 'failed-auth';

/** Where callers need keys and nothing else is said: what a busy team does not reach, and a loop gone wild does. */
export const DEFAULT_RATE_LIMITS: readonly RateLimit[] = [
  { name: ALL_CALLS, count: 3_000, perMs: 60_000 },
  { name: FAILED_AUTH, count: 60, perMs: 60_000 },
];

const UNITS = new Map([[1_000, 's'], [60_000, 'min'], [3_600_000, 'h']]);

/** As in the variable: `60/min`. */
export function rateInWords({ count, perMs }: RateLimit): string {
  return `${count}/${UNITS.get(perMs) ?? `${perMs} ms`}`;
}

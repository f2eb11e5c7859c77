import { LtmcError } from '@ltmc/contracts';

/** A date, or a date with a time and, better, an offset; without one it is read as UTC. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * @returns Unix epoch milliseconds.
 * @throws LtmcError `LTMC_INVALID_INPUT` naming the parameter.
 */
export function parseTime(parameter: string, value: string): number {
  const match = ISO_8601.exec(value.trim());
  const text = match && match[1] === undefined && value.trim().length > 10 ? `${value.trim()}Z` : value.trim();
  const ms = match ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (!Number.isFinite(ms) || !isDay(value.trim().slice(0, 10))) {
    throw new LtmcError('LTMC_INVALID_INPUT', `${parameter} ${JSON.stringify(value.slice(0, 40))} is not an ISO 8601 time, e.g. 2026-03-01 or 2026-03-01T09:30:00Z`);
  }
  return ms;
}

/** The named time parameters that were given, as `{targetName: milliseconds}`. */
export function parseTimes<Target extends string>(names: Readonly<Record<Target, string>>, input: Readonly<Record<string, unknown>>): Partial<Record<Target, number>> {
  const times: Partial<Record<Target, number>> = {};
  for (const target in names) {
    const value = input[names[target]];
    if (typeof value === 'string') times[target] = parseTime(names[target], value);
  }
  return times;
}

function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

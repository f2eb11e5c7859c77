/** A stretch of time, Unix epoch milliseconds, UTC; `untilMs` is outside. */
export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

export const DAY_MS = 86_400_000;
/** What is said without a year may be of any of these years back, or of the next. */
const YEARS_BACK = 5;

/** `days` days from a date on; what lies outside of its month is counted on. */
export const dayRange = (year: number, month: number, date: number, days = 1): TimeRange => ({ fromMs: Date.UTC(year, month, date), untilMs: Date.UTC(year, month, date + days) });

/** `count` whole months. */
export const monthRange = (year: number, month: number, count = 1): TimeRange => ({ fromMs: Date.UTC(year, month, 1), untilMs: Date.UTC(year, month + count, 1) });

/** The year that was said, or all that may be meant, the latest first. */
export function yearsMeant(year: string | undefined, now: Date): number[] {
  return year === undefined ? Array.from({ length: YEARS_BACK + 2 }, (_, back) => now.getUTCFullYear() + 1 - back) : [Number(year)];
}

/** What comes once a year: that of the year said, else the last, this year's or the next where one of these is said, else those of several years. */
export function yearly(rangeIn: (year: number) => TimeRange, { year, which, now }: { readonly year: string | undefined; readonly which: string | undefined; readonly now: Date }): TimeRange[] {
  const ranges = yearsMeant(year, now).map(rangeIn);
  if (year !== undefined || which === undefined) return ranges;
  if (which === 'this') return [rangeIn(now.getUTCFullYear())];
  const meant = which === 'next' ? ranges.findLast(({ fromMs }) => fromMs > now.getTime()) : ranges.find(({ untilMs }) => untilMs <= now.getTime());
  return meant ? [meant] : [];
}

import { endsThere } from './event-words.js';
import type { TimeRule } from './mention.js';
import { YEAR } from './month-names.js';
import { COUNT, countOf, isVague } from './number-words.js';
import { dayRange, DAY_MS, monthRange, yearsMeant, type TimeRange } from './time-range.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const WEEKDAY = `(${WEEKDAYS.join('|')})`;
/** First month of each; those of the northern half of the world. */
const SEASONS: Readonly<Record<string, number>> = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 };
const SEASON = `(${Object.keys(SEASONS).join('|')})`;
const STEPS: Readonly<Record<string, number>> = { last: -1, past: -1, this: 0, next: 1 };
/** Days of each unit. */
const DAYS: Readonly<Record<string, number>> = { day: 1, night: 1, week: 7, month: 30, year: 365 };

/** To be read before the years are. */
export const SEASONS_OF_YEARS: readonly TimeRule[] = [
  { pattern: new RegExp(`\\b${SEASON}\\s+(?:of\\s+)?${YEAR}\\b`, 'giu'), read: ([, season = '', year]) => [monthRange(Number(year), firstMonthOf(season), 3)] },
];

/** Times that count from now, days, weeks and months being those of UTC, and seasons. Weeks begin on Monday. */
export const FROM_NOW: readonly TimeRule[] = [
  { pattern: new RegExp(`\\b${COUNT}\\s+(day|night|week|month|year)s?\\s+(?:ago|back)\\b`, 'giu'), read: ([, count = '', unit = ''], now) => [ago(now, count, unit.toLowerCase())] },
  { pattern: new RegExp(`\\b${COUNT}\\s+${SEASON}s?\\s+ago\\b`, 'giu'), read: ([, count = '', season = ''], now) => [monthRange(beginningOf(firstMonthOf(season), now) - countOf(count) + 1, firstMonthOf(season), 3)] },
  {
    // "the last three days", "in the past week"
    pattern: new RegExp(`\\b(?:(?:the|these|this)\\s+)?(?:last|past|previous)\\s+${COUNT}\\s+(day|night|week|month|year)s?\\b|\\b(?:in|over|during|within|for)\\s+the\\s+(?:last|past)\\s+(day|week|month|year)\\b`, 'giu'),
    read: ([, count = 'one', unit, single = 'day'], now) => [lately(now, countOf(count) * (isVague(count) ? 1.5 : 1) * daysOf((unit ?? single).toLowerCase()))],
  },
  {
    pattern: /\b(earlier|later)\s+(today|this\s+(?:week|month|year))\b/giu,
    read: ([, which, unit = ''], now) => [sideOfNow(now, unit.toLowerCase().replace(/^this\s+/u, ''), which?.toLowerCase() === 'earlier')],
  },
  { pattern: new RegExp(`\\b(last|this|next|past)\\s+(week|month|year|weekend|quarter|${SEASON.slice(1, -1)}|${WEEKDAY.slice(1, -1)})\\b`, 'giu'), read: ([, which = '', unit = ''], now) => [relativeTo(now, STEPS[which.toLowerCase()] ?? 0, unit.toLowerCase())] },
  { pattern: /\blast\s+night\b/giu, read: (_, now) => [shiftedDay(now, -1, 1.5)] },
  { pattern: /\b(?:today|tonight|this\s+(?:morning|afternoon|evening))\b/giu, read: (_, now) => [shiftedDay(now, 0)] },
  { pattern: /\byesterday\b/giu, read: (_, now) => [shiftedDay(now, -1)] },
  { pattern: /\btomorrow\b/giu, read: (_, now) => [shiftedDay(now, 1)] },
  {
    pattern: /(?<=\b(?:in\s+the|over\s+the|during\s+the|since\s+the|in|since)\s+)(spring|summer|autumn|winter)\b/giu,
    read: ({ 0: season, index = 0, input = '' }, now) => (!endsThere(input, index + season.length) ? [] : yearsMeant(undefined, now).map((year) => monthRange(year, firstMonthOf(season), 3)).filter(({ fromMs }) => fromMs <= now.getTime())),
  },
];

/** The nearest past one; beside a date it belongs to that, and "on Tuesdays" is no day. */
export const WEEKDAY_RULES: readonly TimeRule[] = [
  {
    pattern: new RegExp(`(?:(?<=\\b(?:on|since|until|till|by|before|after|from|(?:from|between)\\s+[a-z]+day\\s+(?:to|and|until|through))\\s+)${WEEKDAY}|\\b${WEEKDAY}(?=\\s+(?:morning|afternoon|evening|night)\\b))(?!\\w)`, 'giu'),
    read: ([, one, other], now) => [relativeTo(now, 0, (one ?? other ?? '').toLowerCase())],
  },
];

/** Said of now only where the question names no other time: "what had recently happened in March". */
export const VAGUE: readonly TimeRule[] = [
  { pattern: /\bthe\s+other\s+(?:day|night|evening|morning|week)\b/giu, read: (_, now) => [lately(now, 14)] },
  { pattern: /(?<!\b(?:most|more|least)\s+)\b(?:recently|lately|these\s+days)\b/giu, read: (_, now) => [lately(now, 31)] },
];

function firstMonthOf(season: string): number {
  return SEASONS[season.toLowerCase()] ?? 0;
}

/** The year of the last season that has begun. */
function beginningOf(firstMonth: number, now: Date): number {
  return now.getUTCMonth() >= firstMonth ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
}

function daysOf(unit: string): number {
  return DAYS[unit] ?? 1;
}

function shiftedDay(now: Date, by: number, days = 1): TimeRange {
  const fromMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + by);
  return { fromMs, untilMs: fromMs + days * DAY_MS };
}

/** The last so many days, today whole. */
function lately(now: Date, days: number): TimeRange {
  const { untilMs } = shiftedDay(now, 0);
  return { fromMs: untilMs - (Math.ceil(days) + 1) * DAY_MS, untilMs };
}

function sideOfNow(now: Date, unit: string, isEarlier: boolean): TimeRange {
  const today = shiftedDay(now, 0);
  if (unit === 'today') return today;
  const whole = relativeTo(now, 0, unit);
  return isEarlier ? { fromMs: whole.fromMs, untilMs: today.untilMs } : { fromMs: today.fromMs, untilMs: whole.untilMs };
}

function ago(now: Date, count: string, unit: string): TimeRange {
  const back = countOf(count);
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (unit === 'day' || unit === 'night') return isVague(count) ? dayRange(year, month, date - back - 2, 5) : dayRange(year, month, date - back);
  if (unit === 'week') return dayRange(year, month, date - 7 * back - 3, 7);
  return unit === 'month' ? { fromMs: Date.UTC(year, month - back, date - 15), untilMs: Date.UTC(year, month - back, date + 15) } : monthRange(year - back, 0, 12);
}

/** @param step - -1 the last, 0 this, 1 the next. */
function relativeTo(now: Date, step: number, unit: string): TimeRange {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  if (unit === 'year') return monthRange(year + step, 0, 12);
  if (unit === 'quarter') return monthRange(year, 3 * (Math.floor(month / 3) + step), 3);
  if (unit === 'month') return monthRange(year, month + step);
  if (unit === 'week') return dayRange(year, month, date - sinceMonday + 7 * step, 7);
  if (unit === 'weekend') return dayRange(year, month, date - sinceMonday + 5 + 7 * step, 2);
  const season = SEASONS[unit];
  if (season !== undefined) return seasonNear(now, season, step);
  const back = (now.getUTCDay() - WEEKDAYS.indexOf(unit) + 7) % 7;
  return dayRange(year, month, date - (step < 0 && back === 0 ? 7 : back) + (step > 0 ? 7 : 0));
}

/** The last one has begun already and is over, or else it is this one; so "last winter" in January is the one that is. */
function seasonNear(now: Date, firstMonth: number, step: number): TimeRange {
  const year = now.getUTCFullYear();
  const begun = [year, year - 1].map((one) => monthRange(one, firstMonth, 3)).find(({ fromMs }) => fromMs <= now.getTime()) ?? monthRange(year - 1, firstMonth, 3);
  const isThisYears = new Date(begun.fromMs).getUTCFullYear();
  if (step <= 0 && (step === 0 || begun.untilMs <= now.getTime() + 45 * DAY_MS)) return begun;
  return monthRange(isThisYears + (step > 0 ? 1 : -1), firstMonth, 3);
}

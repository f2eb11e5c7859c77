import type { TimeRule } from './mention.js';
import { DATE, isMonthName, MONTH, monthOf, YEAR } from './month-names.js';
import { dayRange, monthRange, yearly, yearsMeant, type TimeRange } from './time-range.js';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'last'];
const DECADES = ['fifties', 'sixties', 'seventies', 'eighties', 'nineties'];
const PART = '(?:(early|mid|(?:the\\s+)?middle\\s+of|late|(?:the\\s+)?end\\s+of|(?:the\\s+)?(?:beginning|start)\\s+of)[\\s-]+)';

const TO = '(?:-|–|to|through|until|till)';

/** Dates, months, quarters and years, as they are written. */
export const DATES: readonly TimeRule[] = [
  {
    // "2025-03-02 to 2025-03-06"
    pattern: new RegExp(`\\b${YEAR}-(\\d\\d)-(\\d\\d)\\s*(?:–|(?<=\\s)-|to\\b|through\\b|until\\b|till\\b|\\.\\.)\\s*${YEAR}-(\\d\\d)-(\\d\\d)\\b`, 'giu'),
    read: ([, year, month, date, lastYear, lastMonth, lastDate]) => stretch(dayRange(Number(year), Number(month) - 1, Number(date)), dayRange(Number(lastYear), Number(lastMonth) - 1, Number(lastDate))),
  },
  {
    pattern: new RegExp(`\\b${YEAR}-(\\d\\d)(?:-(\\d\\d))?\\b`, 'gu'),
    read: ([, year, month, date]) => [date === undefined ? monthRange(Number(year), Number(month) - 1) : dayRange(Number(year), Number(month) - 1, Number(date))],
  },
  {
    // "the first week of June"
    pattern: new RegExp(`\\b(${ORDINALS.join('|')})\\s+(week|weekend|half)\\s+of\\s+${MONTH}(?:,?\\s+${YEAR})?\\b`, 'giu'),
    read: ([, ordinal = '', unit = '', name = '', year], now) => yearsMeant(year, now).map((one) => weekOfMonth(one, monthOf(name), ORDINALS.indexOf(ordinal.toLowerCase()), unit.toLowerCase())),
  },
  {
    // "February 11th to 13th"
    pattern: new RegExp(`\\b${MONTH}\\s+${DATE}\\s*${TO}\\s*${DATE}(?![\\d-])(?:,?\\s+${YEAR})?\\b`, 'giu'),
    read: ([, name = '', first, last, year], now) => daysOf({ first, last, name, year }, now),
  },
  {
    // "2 to 6 March", "between the 2nd and the 6th of March"
    pattern: new RegExp(`(?<![\\d:.-])${DATE}(?:\\s*${TO}\\s*|(?<=\\bbetween\\s+(?:the\\s+)?\\d{1,2}(?:st|nd|rd|th)?)\\s+and\\s+)(?:the\\s+)?${DATE}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+(?:of\\s+)?${YEAR})?(?![\\p{L}\\d])`, 'giu'),
    read: ([, first, last, name = '', year], now) => daysOf({ first, last, name, year }, now),
  },
  {
    pattern: new RegExp(`\\b${PART}?(?:(last|this|next)\\s+)?(?:${DATE}\\s+(?:of\\s+)?)?${MONTH}(?:\\s+${DATE}(?!\\d))?(?:,?\\s+(?:of\\s+)?${YEAR})?\\b`, 'giu'),
    read: namedMonth,
  },
  {
    pattern: new RegExp(`\\b(?:q([1-4])|(?:the\\s+)?(first|second|third|fourth|last)\\s+quarter(?=\\s+(?:of\\s+)?(?:(?:19|20)\\d\\d|last|this|next)\\b))(?:\\s+(?:of\\s+)?(?:${YEAR}|(last|this|next)\\s+year))?\\b`, 'giu'),
    read: ([, number, ordinal = '', year, which], now) => yearly((one) => monthRange(one, quarterOf(number, ordinal.toLowerCase()) * 3, 3), yearOf(year, which, now)),
  },
  {
    // "early last year", "late 2024", "the end of this year"
    pattern: new RegExp(`\\b${PART}(?:${YEAR}|(last|this|next)\\s+year)\\b`, 'giu'),
    read: ([, part = '', year, which], now) => yearly((one) => partOfYear(one, part.toLowerCase()), yearOf(year, which, now)),
  },
  {
    pattern: /(?<![\w'’])(?:the\s+)?((?:19|20)\d)0['’]?s\b|(?<=\bthe\s+)['’]?([5-9])0['’]?s\b/giu,
    read: ([, decade, short]) => [monthRange(Number(decade ?? `19${short ?? ''}`) * 10, 0, 120)],
  },
  { pattern: /\bthe\s+(fifties|sixties|seventies|eighties|nineties)\b/giu, read: ([, decade = '']) => [monthRange(1950 + 10 * DECADES.indexOf(decade.toLowerCase()), 0, 120)] },
  // Those that stand alone: one beside a month has been read with it.
  { pattern: new RegExp(`(?<![\\w-])${YEAR}(?![\\w-])`, 'gu'), read: ([, year]) => [monthRange(Number(year), 0, 12)] },
];

interface Days {
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Of the month. */
  readonly name: string;
  readonly year: string | undefined;
}

function daysOf({ first, last, name, year }: Days, now: Date): TimeRange[] {
  const days = Number(last) - Number(first) + 1;
  return days > 1 && Number(last) <= 31 ? yearsMeant(year, now).map((one) => dayRange(one, monthOf(name), Number(first), days)) : [];
}

function stretch({ fromMs }: TimeRange, { untilMs }: TimeRange): TimeRange[] {
  return fromMs < untilMs ? [{ fromMs, untilMs }] : [];
}

/** "Q1 last year" is of one year, "Q1" may be of several. */
function yearOf(year: string | undefined, which: string | undefined, now: Date): { readonly year: string | undefined; readonly which: undefined; readonly now: Date } {
  const step = { last: -1, this: 0, next: 1 }[which?.toLowerCase() ?? ''];
  return { year: step === undefined ? year : String(now.getUTCFullYear() + step), which: undefined, now };
}

function quarterOf(number: string | undefined, ordinal: string): number {
  return number === undefined ? Math.min(ORDINALS.indexOf(ordinal), 3) : Number(number) - 1;
}

function namedMonth(found: RegExpMatchArray, now: Date): TimeRange[] {
  const [match = '', part, which, before, name = '', after, year] = found;
  const date = Number(before ?? after ?? 0);
  const isDated = date > 0 || year !== undefined || part !== undefined;
  if (!isDated && !isMonthName(name, around(found, match.lastIndexOf(name)))) return [];
  if (date > 31) return [];
  const month = monthOf(name);
  return yearly((one) => (date > 0 ? dayRange(one, month, date) : partOfMonth(one, month, part?.toLowerCase())), { year, which: which?.toLowerCase(), now });
}

/** What stands before and after a name that begins so far into what was found; a name that ends it is followed by what was not. */
function around({ index = 0, input = '', 0: match }: RegExpMatchArray, nameAt: number): { readonly before: string; readonly after: string } {
  return { before: input.slice(0, index + nameAt), after: input.slice(index + match.length) };
}

function partOfMonth(year: number, month: number, part: string | undefined): TimeRange {
  if (part === undefined) return monthRange(year, month);
  if (isBeginning(part)) return dayRange(year, month, 1, 11);
  return part.includes('mid') ? dayRange(year, month, 10, 12) : { fromMs: Date.UTC(year, month, 20), untilMs: Date.UTC(year, month + 1, 1) };
}

function partOfYear(year: number, part: string): TimeRange {
  if (isBeginning(part)) return monthRange(year, 0, 4);
  return part.includes('mid') ? monthRange(year, 4, 4) : monthRange(year, 8, 4);
}

function isBeginning(part: string): boolean {
  return /early|beginning|start/u.test(part);
}

/** @param ordinal - 0 the first to 3 the fourth, 4 the last. */
function weekOfMonth(year: number, month: number, ordinal: number, unit: string): TimeRange {
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (unit === 'half') return ordinal === 0 ? dayRange(year, month, 1, 15) : dayRange(year, month, 16, days - 15);
  if (unit === 'week') return ordinal === 4 ? dayRange(year, month, days - 6, 7) : dayRange(year, month, 1 + 7 * ordinal, 7);
  const saturday = 1 + ((13 - new Date(Date.UTC(year, month, 1)).getUTCDay()) % 7);
  return dayRange(year, month, saturday + 7 * (ordinal === 4 ? Math.floor((days - saturday) / 7) : ordinal), 2);
}

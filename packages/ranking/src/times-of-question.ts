/** A stretch of time, Unix epoch milliseconds, UTC; `untilMs` is outside. */
export interface TimeRange {
  readonly fromMs: number;
  readonly untilMs: number;
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const MONTH = `(${MONTHS.map((name) => (name.length > 4 ? `${name.slice(0, 3)}(?:${name.slice(3)})?\\.?` : name)).join('|')}|sept\\.?)`;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
/** First month of each; those of the northern half of the world. */
const SEASONS: Readonly<Record<string, number>> = { spring: 2, summer: 5, autumn: 8, fall: 8, winter: 11 };
const COUNTS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, couple: 2, few: 3, several: 4 };
const DAY_MS = 86_400_000;
/** A month without a year may be any of these years back, or the next. */
const YEARS_BACK = 5;

const day = (year: number, month: number, date: number, days = 1): TimeRange => ({ fromMs: Date.UTC(year, month, date), untilMs: Date.UTC(year, month, date + days) });
const months = (year: number, month: number, count = 1): TimeRange => ({ fromMs: Date.UTC(year, month, 1), untilMs: Date.UTC(year, month + count, 1) });

/**
 * The times that an English question speaks of: dates, months and years, and those that count from now ("last spring", "two weeks ago"). They are for
 * preferring what is of that time, never for leaving out the rest: a date without a year gives that date in several years, and what is not understood gives nothing.
 * @param nowMs - when it is asked, Unix epoch milliseconds; days, weeks and months are those of UTC, weeks begin on Monday.
 */
export function timesOfQuestion(text: string, nowMs: number): TimeRange[] {
  const asked = text.slice(0, 2000);
  return [...isoDates(asked), ...namedMonths(asked, nowMs), ...years(asked), ...countedFromNow(asked.toLowerCase(), new Date(nowMs))];
}

function isoDates(text: string): TimeRange[] {
  return [...text.matchAll(/\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?\b/g)]
    .map(([, year, month, date]) => (date === undefined ? months(Number(year), Number(month) - 1) : day(Number(year), Number(month) - 1, Number(date))))
    .filter(({ fromMs }) => Number.isFinite(fromMs));
}

const DATE = new RegExp(`\\b(?:(early|mid|middle of|late|end of)[\\s-]+)?(?:(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?)?${MONTH}(?:\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d))?(?:,?\\s+((?:19|20)\\d\\d))?\\b`, 'giu');

function namedMonths(text: string, nowMs: number): TimeRange[] {
  const now = new Date(nowMs).getUTCFullYear();
  return [...text.matchAll(DATE)].flatMap((found) => {
    const [match = '', part, before, name = '', after, year] = found;
    const month = MONTHS.findIndex((known) => known.startsWith(name.toLowerCase().slice(0, 3)));
    const date = Number(before ?? after ?? 0);
    // "may" and "march" are words of their own unless they are written as names, or beside a date.
    if (/^(?:may|march|mar)$/iu.test(name) && date === 0 && year === undefined && (name !== capitalised(name) || IS_VERB.test(text.slice(found.index + match.length)))) return [];
    if (date > 31 || match === '') return [];
    const candidates = year === undefined ? Array.from({ length: YEARS_BACK + 2 }, (_, back) => now + 1 - back) : [Number(year)];
    return candidates.map((one) => (date > 0 ? day(one, month, date) : partOfMonth(one, month, part?.toLowerCase())));
  });
}

/** "May I", "May we" */
const IS_VERB = /^\s+(?:i|we|you|he|she|they|it|one|this|that|the)\b/iu;

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`;
}

function partOfMonth(year: number, month: number, part: string | undefined): TimeRange {
  if (part === 'early') return day(year, month, 1, 11);
  if (part === 'mid' || part === 'middle of') return day(year, month, 10, 12);
  return part === undefined ? months(year, month) : { fromMs: Date.UTC(year, month, 20), untilMs: Date.UTC(year, month + 1, 1) };
}

/** Years that stand alone: one beside a month is read with it. */
function years(text: string): TimeRange[] {
  return [...text.replaceAll(DATE, ' ').matchAll(/(?<![\w-])((?:19|20)\d\d)(?![\w-])/g)].map(([, year]) => months(Number(year), 0, 12));
}

const AGO = new RegExp(`\\b(\\d{1,3}|${Object.keys(COUNTS).join('|')})(?:\\s+of)?\\s+(day|week|month|year)s?\\s+ago\\b`, 'g');
const RELATIVE = new RegExp(`\\b(last|this|next|past)\\s+(week|month|year|weekend|${Object.keys(SEASONS).join('|')}|${WEEKDAYS.join('|')})\\b`, 'g');

function countedFromNow(text: string, now: Date): TimeRange[] {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const simple = [...text.matchAll(/\b(today|tonight|yesterday|tomorrow)\b/g)].map(([, word]) => day(year, month, date + (word === 'yesterday' ? -1 : word === 'tomorrow' ? 1 : 0)));
  const ago = [...text.matchAll(AGO)].map(([, count = '', unit]) => {
    const back = COUNTS[count] ?? Number(count);
    if (unit === 'day') return day(year, month, date - back);
    if (unit === 'week') return day(year, month, date - 7 * back - 3, 7);
    return unit === 'month' ? { fromMs: Date.UTC(year, month - back, date - 15), untilMs: Date.UTC(year, month - back, date + 15) } : months(year - back, 0, 12);
  });
  const relative = [...text.matchAll(RELATIVE)].map(([, which, unit = '']) => relativeTo(now, which === 'next' ? 1 : which === 'this' ? 0 : -1, unit));
  return [...simple, ...ago, ...relative];
}

/** @param step - -1 the last, 0 this, 1 the next. */
function relativeTo(now: Date, step: number, unit: string): TimeRange {
  const [year, month, date] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const sinceMonday = (now.getUTCDay() + 6) % 7;
  if (unit === 'year') return months(year + step, 0, 12);
  if (unit === 'month') return months(year, month + step);
  if (unit === 'week') return day(year, month, date - sinceMonday + 7 * step, 7);
  if (unit === 'weekend') return day(year, month, date - sinceMonday + 5 + 7 * step, 2);
  const season = SEASONS[unit];
  if (season !== undefined) return seasonNear(now, season, step);
  const weekday = WEEKDAYS.indexOf(unit);
  const back = (now.getUTCDay() - weekday + 7) % 7;
  return day(year, month, date - (step < 0 && back === 0 ? 7 : back) + (step > 0 ? 7 : 0));
}

/** The last one has begun already and is over, or else it is this one; so "last winter" in January is the one that is. */
function seasonNear(now: Date, firstMonth: number, step: number): TimeRange {
  const year = now.getUTCFullYear();
  const begun = [year, year - 1].map((one) => months(one, firstMonth, 3)).find(({ fromMs }) => fromMs <= now.getTime()) ?? months(year - 1, firstMonth, 3);
  const isThisYears = new Date(begun.fromMs).getUTCFullYear();
  if (step <= 0 && (step === 0 || begun.untilMs <= now.getTime() + 45 * DAY_MS)) return begun;
  return months(isThisYears + (step > 0 ? 1 : -1), firstMonth, 3);
}

import { DATE, MONTH, monthOf, YEAR } from './month-names.js';

/** Numbers of a date with the same mark between them: `2025-03-02`, `2025/3/2`, `2025_03_02`. */
const NUMBERS = `${YEAR}([-/._])(\\d{1,2})\\2(\\d{1,2})(?!\\d)`;
const DAY_FIRST = `${DATE}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+)${YEAR}`;
const MONTH_FIRST = `${MONTH}\\s+${DATE},?\\s+${YEAR}`;

const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+)?';
const CLOCK = '(?:\\d{1,2}[:.]\\d\\d\\s*(?:[ap]\\.?m\\.?)?\\s*(?:on\\s+|,\\s*)?)?';
/** What may stand before the date that a text begins with: marks of Markdown, a word that says that a date follows, the time of day and the day of the week. */
const LEAD = `^[\\s#>*_\\-[(]*(?:(?:the\\s+)?(?:(?:session|meeting|conversation|journal|diary|log)\\s+)?(?:date|day|time|entry|notes?|session|meeting|conversation|journal|diary|log)\\s*(?:of|on|from|for|:|-|–)?\\s*|on\\s+)?[*_\\s]*${CLOCK}${WEEKDAY}`;
const LEADING = [new RegExp(`${LEAD}${NUMBERS}`, 'iu'), new RegExp(`${LEAD}${DAY_FIRST}`, 'iu'), new RegExp(`${LEAD}${MONTH_FIRST}`, 'iu')] as const;
/** The lead and a date are short: of a text without line breaks no more is looked at. */
const LEADING_CHARACTERS = 120;

const FRONT_MATTER = /^---\r?\n([\s\S]{0,2000}?)\r?\n---(?:\r?\n|$)/u;
const DATE_FIELD = /^(?:date|created|day)\s*:\s*["']?(.{4,40}?)["']?\s*$/imu;

const IN_NAME = new RegExp(`(?<!\\d)${NUMBERS}`, 'gu');
const COMPACT_IN_NAME = /(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/gu;
const MONTH_IN_NAME = /(?<!\d)((?:19|20)\d\d)[-/._](\d\d)(?![-/._]?\d)/gu;

/**
 * The day that a text says it is of: a `date` in its front matter, a date that it begins with ("# 2025-03-02 Stand-up", "Session date: 8 May 2023"), or one in its name
 * (`journal/2025-03-02.md`, `logs/2025/03/02`, `2025-03.md`: its first day). A date further on is what the text is about, not what it is of.
 * @returns its first moment, Unix epoch milliseconds, UTC; undefined where it says none.
 */
export function toldDate(fileName: string, content: string): number | undefined {
  const front = FRONT_MATTER.exec(content);
  const field = DATE_FIELD.exec(front?.[1] ?? '')?.[1];
  const text = (front ? content.slice(front[0].length) : content).trimStart();
  const line = text.slice(0, LEADING_CHARACTERS).split('\n', 1)[0] ?? '';
  return (field === undefined ? undefined : leadingDate(field)) ?? leadingDate(line) ?? dateOfName(fileName);
}

function leadingDate(line: string): number | undefined {
  const [numbers, dayFirst, monthFirst] = LEADING.map((pattern) => pattern.exec(line));
  if (numbers) return dayOf(numbers[1], numbers[3], numbers[4]);
  if (dayFirst) return dayOf(dayFirst[3], monthOf(dayFirst[2] ?? '') + 1, dayFirst[1]);
  return monthFirst ? dayOf(monthFirst[3], monthOf(monthFirst[1] ?? '') + 1, monthFirst[2]) : undefined;
}

/** Of several the last: folders say the year, the file the day. */
function dateOfName(name: string): number | undefined {
  const days = [...name.matchAll(IN_NAME)].map(([, year, , month, day]) => dayOf(year, month, day));
  const compact = [...name.matchAll(COMPACT_IN_NAME)].map(([, year, month, day]) => dayOf(year, month, day));
  const months = [...name.matchAll(MONTH_IN_NAME)].map(([, year, month]) => dayOf(year, month, 1));
  return [days, compact, months].map((found) => found.findLast((day) => day !== undefined)).find((day) => day !== undefined);
}

/** Undefined where the calendar has no such day. */
function dayOf(year: string | undefined, month: string | number | undefined, day: string | number | undefined): number | undefined {
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(at);
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? at : undefined;
}

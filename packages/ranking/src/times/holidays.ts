import { endsThere } from './event-words.js';
import type { TimeRule } from './mention.js';
import { YEAR } from './month-names.js';
import { dayRange, DAY_MS, yearly, type TimeRange } from './time-range.js';

interface Holiday {
  /** Part of a pattern, without groups. */
  readonly name: string;
  isNamed(said: string): boolean;
  dayIn(year: number): TimeRange;
}

function holiday(name: string, dayIn: Holiday['dayIn']): Holiday {
  const whole = new RegExp(`^${name}$`, 'iu');
  return { name, isNamed: (said) => whole.test(said), dayIn };
}

const fixed = (name: string, month: number, date: number): Holiday => holiday(name, (year) => dayRange(year, month - 1, date));
const fromEaster = (name: string, days: number): Holiday => holiday(name, (year) => shifted(easter(year), days));
const fromThanksgiving = (name: string, days: number): Holiday => holiday(name, (year) => shifted(thanksgiving(year), days));

/** Those of one date or one rule; Christmas is that of 25 December, Thanksgiving that of the United States. */
const HOLIDAYS: readonly Holiday[] = [
  fixed('Christmas\\s+Eve', 12, 24), fixed('(?:Christmas(?:\\s+Day)?|Xmas)', 12, 25), fixed('Boxing\\s+Day', 12, 26),
  fixed('New\\s+Year[\'’]?s\\s+Eve', 12, 31), fixed('New\\s+Year(?:[\'’]?s(?:\\s+Day)?)?', 1, 1),
  fixed('Halloween', 10, 31), fixed('Valentine[\'’]?s?(?:\\s+Day)?', 2, 14), fixed('St\\.?\\s+Patrick[\'’]?s?(?:\\s+Day)?', 3, 17),
  fixed('April\\s+Fool(?:[\'’]s|s[\'’]?)?(?:\\s+Day)?', 4, 1), fixed('(?:Independence\\s+Day|(?:the\\s+)?Fourth\\s+of\\s+July)', 7, 4),
  fromEaster('Good\\s+Friday', -2), fromEaster('Easter\\s+Monday', 1), fromEaster('Easter(?:\\s+Sunday)?', 0),
  fromThanksgiving('Thanksgiving(?:\\s+Day)?', 0), fromThanksgiving('Black\\s+Friday', 1),
];

/** What belongs to the day, unlike a Christmas tree. */
const OF_THE_DAY = /^\s+(?:party|dinner|lunch|breakfast|weekend|week|morning|evening|night|break|holidays?)\b/iu;

/** The New Year of other calendars is another day. */
const OTHERS = /\b(?:Chinese|Lunar|Jewish|Persian|Islamic|Tibetan|Thai|Vietnamese|fiscal|academic|Happy)\s+$/iu;

/** One pattern for all, as it is looked for in each question. */
export const HOLIDAY_RULES: readonly TimeRule[] = [
  {
    pattern: new RegExp(`\\b(?:(last|this|next)\\s+)?(${HOLIDAYS.map(({ name }) => name).join('|')})(?:\\s+(?:of\\s+|in\\s+)?${YEAR})?(?!\\w)`, 'giu'),
    read: ({ 0: match, 1: which, 2: said = '', 3: year, index = 0, input = '' }, now) => {
      const end = index + match.length;
      const isDay = endsThere(input, end) || OF_THE_DAY.test(input.slice(end));
      if (!isDay || said === 'new year' || OTHERS.test(input.slice(0, index))) return [];
      return HOLIDAYS.filter(({ isNamed }) => isNamed(said)).slice(0, 1).flatMap(({ dayIn }) => yearly(dayIn, { year, which: which?.toLowerCase(), now }));
    },
  },
];

function shifted({ fromMs, untilMs }: TimeRange, days: number): TimeRange {
  return { fromMs: fromMs + days * DAY_MS, untilMs: untilMs + days * DAY_MS };
}

/** Western Easter Sunday. @see Meeus, Astronomical Algorithms, chapter 8 */
function easter(year: number): TimeRange {
  const [century, inCentury] = [Math.floor(year / 100), year % 100];
  const golden = year % 19;
  const epact = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const days = epact + weekday - 7 * late + 114;
  return dayRange(year, Math.floor(days / 31) - 1, (days % 31) + 1);
}

/** The fourth Thursday of November. */
function thanksgiving(year: number): TimeRange {
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay();
  return dayRange(year, 10, 1 + ((11 - first) % 7) + 21);
}

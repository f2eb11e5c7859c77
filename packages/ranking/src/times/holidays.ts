import { endsThere } from './event-words.js';
import type { TimeRule } from './mention.js';
import { YEAR } from './month-names.js';
import { dayRange, DAY_MS, yearly, type TimeRange } from './time-range.js';

interface Holiday {
  /** Part of a pattern, without groups. */
  readonly name: string;
  dayIn(year: number): TimeRange;
}

const fixed = (name: string, month: number, date: number): Holiday => ({ name, dayIn: (year) => dayRange(year, month - 1, date) });
const fromEaster = (name: string, days: number): Holiday => ({ name, dayIn: (year) => shifted(easter(year), days) });
const fromThanksgiving = (name: string, days: number): Holiday => ({ name, dayIn: (year) => shifted(thanksgiving(year), days) });

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

/** The New Year of other calendars is another day, and an Easter egg is none. */
export const HOLIDAY_RULES: readonly TimeRule[] = HOLIDAYS.map(({ name, dayIn }) => ({
  pattern: new RegExp(`(?<!\\b(?:Chinese|Lunar|Jewish|Persian|Islamic|Tibetan|Thai|Vietnamese|fiscal|academic|Happy)\\s+)\\b(?:(last|this|next)\\s+)?(${name})(?:\\s+(?:of\\s+|in\\s+)?${YEAR})?(?!\\w)`, 'giu'),
  // All are written with capitals or are no other word, but "new year".
  read: ({ 0: match, 1: which, 2: said = '', 3: year, index = 0, input = '' }, now) => {
    const end = index + match.length;
    const isDay = endsThere(input, end) || OF_THE_DAY.test(input.slice(end));
    return /^new\s+year$/u.test(said) || !isDay ? [] : yearly(dayIn, { year, which: which?.toLowerCase(), now });
  },
}));

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

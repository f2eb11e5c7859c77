import type { TimeSpan } from './event-time.js';
import { COUNT, countOf, isVague } from './number-words.js';
import { DAY_MS } from './time-range.js';

/** How a time stands to an event or to a date. */
export interface Relation {
  readonly span: TimeSpan;
  /** It says how far away: what else the question says of times does not matter. */
  readonly isExact: boolean;
  /** What may follow: anything that can be looked for, what is known to both sides ("the ..."), or that and something that takes place at a time, or where one is "on" it. */
  readonly event: 'any' | 'definite' | 'occasion' | 'journey' | 'none';
  /** The same of a date; absent: that is read by itself ("on May 4th"). */
  readonly dateSpan?: TimeSpan;
}

export interface RelationRule {
  readonly pattern: RegExp;
  read(found: RegExpMatchArray): Relation;
}

const BEFORE = '(?:before|prior\\s+to|ahead\\s+of|(?:leading\\s+)?up\\s+to)';
const AFTER = '(?:after|following)';
const WHICH = `(?:(${BEFORE})|${AFTER})`;

/** Days of each unit, and so many more or less of what is said in it. */
const UNITS: Readonly<Record<string, readonly [days: number, tolerance: number]>> = { hour: [0, 1], day: [1, 1], week: [7, 3], month: [30.4375, 15], year: [365.25, 60] };
const UNIT_OF: Readonly<Record<string, string>> = { night: 'day', evening: 'day', morning: 'day', afternoon: 'day', weekend: 'week' };
/** What is "shortly" and what is some time before or after, days. */
const SOON = 7;
const SOME_TIME = 30;

const span = (fromSide: TimeSpan['from']['of'], fromDays: number, untilSide: TimeSpan['until']['of'], untilDays: number): TimeSpan => ({
  from: { of: fromSide, addMs: Math.round(fromDays * DAY_MS) }, until: { of: untilSide, addMs: Math.round(untilDays * DAY_MS) },
});
/** So many days more to each side. */
const about = (days: number): TimeSpan => span('start', -days, 'end', days);
const close = (days: number, isBefore: boolean): TimeSpan => (isBefore ? span('start', -days, 'end', 0) : span('start', 0, 'end', days));
const exactly = (both: TimeSpan): Relation => ({ isExact: true, event: 'any', span: both, dateSpan: both });
const since = span('start', 0, 'now', 0);
const until = span('past', 0, 'end', 0);

/** Those that say more come first. */
export const RELATIONS: readonly RelationRule[] = [
  {
    // "two weeks before"
    pattern: new RegExp(`\\b(within\\s+)?(?:(?:about|around|exactly|approximately)\\s+)?${COUNT}\\s+(hour|day|night|week|month|year)s?\\s+${WHICH}(?=\\s)`, 'giu'),
    read: ([, within, count = '', unit = '', before]) => exactly(within === undefined ? distant(count, unit, before !== undefined) : close(countOf(count) * daysOf(unit), before !== undefined)),
  },
  {
    // "the week after", "the days before"
    pattern: new RegExp(`\\bthe\\s+(?:very\\s+)?(day|night|evening|morning|afternoon|week|weekend|month|year)(s?)\\s+${WHICH}(?=\\s)`, 'giu'),
    read: ([, unit = '', plural, before]) => exactly(beside(unit, plural === 's' ? 3 : 1, before !== undefined)),
  },
  // "the evening of May 4th" is that day.
  { pattern: /\bthe\s+(?:very\s+)?(?:day|night|evening|morning|afternoon)\s+of(?=\s)/giu, read: () => ({ isExact: true, event: 'any', span: about(1) }) },
  { pattern: /\bthe\s+(?:very\s+)?(week|weekend)\s+of(?=\s)/giu, read: ([, unit = '']) => exactly(about(unit.toLowerCase() === 'week' ? 6 : 3)) },
  {
    pattern: new RegExp(`\\b(?:right|shortly|just|soon|immediately|straight|directly|not\\s+long)\\s+${WHICH}(?=\\s)`, 'giu'),
    read: ([, before]) => ({ ...exactly(close(SOON, before !== undefined)), event: 'definite' }),
  },
  { pattern: /\bsince(?=\s)/giu, read: () => ({ isExact: false, event: 'definite', span: since, dateSpan: since }) },
  { pattern: /\b(?:until|till|by\s+the\s+time\s+of)(?=\s)/giu, read: () => ({ isExact: false, event: 'definite', span: until, dateSpan: until }) },
  { pattern: /\bby(?=\s)/giu, read: () => ({ isExact: false, event: 'none', span: until, dateSpan: span('start', -SOON, 'end', 0) }) },
  {
    // Before a date is any time; before what takes place is near to it.
    pattern: new RegExp(`\\b(?:(${BEFORE})|after|(?<=(?:^|[,.?!])\\s*)following)(?=\\s)`, 'giu'),
    read: ([, before]) => ({ isExact: false, event: 'definite', span: close(SOME_TIME, before !== undefined), dateSpan: before === undefined ? span('end', 0, 'now', 0) : span('past', 0, 'start', 0) }),
  },
  { pattern: /\baround(?=\s)/giu, read: () => ({ isExact: false, event: 'occasion', span: about(7), dateSpan: about(7) }) },
  { pattern: /\b(?:during|throughout|(?:in|at)\s+the\s+middle\s+of)(?=\s)/giu, read: () => ({ isExact: false, event: 'definite', span: about(3) }) },
  { pattern: /\b(?:over|on)(?=\s)/giu, read: () => ({ isExact: false, event: 'journey', span: about(3) }) },
  { pattern: /\bat(?=\s)/giu, read: () => ({ isExact: false, event: 'occasion', span: about(1) }) },
];

function daysOf(unit: string): number {
  return Math.max(1, unitOf(unit)[0]);
}

function unitOf(unit: string): readonly [days: number, tolerance: number] {
  const name = unit.toLowerCase();
  return UNITS[UNIT_OF[name] ?? name] ?? [1, 1];
}

/** So far away, a few days more or less; never the day of the event itself. */
function distant(count: string, unit: string, isBefore: boolean): TimeSpan {
  const [days, tolerance] = unitOf(unit);
  const [away, more] = [Math.round(countOf(count) * days), tolerance * (isVague(count) ? 2 : 1)];
  if (away === 0) return about(1);
  return isBefore ? span('start', -away - more, 'start', Math.min(0, 1 - away + more)) : span('end', Math.max(0, away - 1 - more), 'end', away + more);
}

/** Up to the event, or from it on. */
function beside(unit: string, count: number, isBefore: boolean): TimeSpan {
  const [days, tolerance] = unitOf(unit);
  const away = Math.round(days * count) + tolerance;
  return isBefore ? span('start', -away, 'start', 0) : span('end', 0, 'end', away);
}

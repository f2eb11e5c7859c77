import { asksOfNow } from './asks-of-now.js';
import { DATES } from './dates.js';
import type { EventTime } from './event-time.js';
import { FROM_NOW, SEASONS_OF_YEARS, VAGUE, WEEKDAY_RULES } from './from-now.js';
import { HOLIDAY_RULES } from './holidays.js';
import { findMentions } from './mention.js';
import { MONTH } from './month-names.js';
import { relatedTimes } from './related-times.js';
import type { TimeRange } from './time-range.js';

/** The times that a question speaks of. */
export interface QuestionTimes {
  /** Those that are known; at most 40. */
  readonly ranges: readonly TimeRange[];
  /** Those that are told by an event, for `rangesAround` once it is known when that was; at most 2. */
  readonly events: readonly EventTime[];
  /** The question without the words that only say how far from an event a time is ("two weeks before"). */
  readonly words: string;
  /** Words of the dates in it (days, months, years), in small letters: what is of such a time need not say them. */
  readonly dateWords: readonly string[];
  /** Words of the events that a time is told to be some way from, where nothing else in it says them, in small letters: what is of another time and says them is of the event. */
  readonly eventWords: readonly string[];
  /** It asks how things stand now ("currently", "the latest"), and speaks of no other time. */
  readonly isOfNow: boolean;
}

/** Longer questions are read so far. */
const MOST_CHARACTERS = 2000;
const MOST_RANGES = 40;
const MOST_EVENTS = 2;
/** A date, and not a time told from now on ("tonight"), which a text may say in the same words and mean another. */
const DATED = new RegExp(`\\d{4}|\\b${MONTH}\\b`, 'iu');
const WORD = /[\p{L}\p{N}]+/gu;
const RULES = [...HOLIDAY_RULES, ...SEASONS_OF_YEARS, ...DATES, ...FROM_NOW];

/**
 * The times that an English question speaks of: dates, months and years, those that count from now ("last spring", "two weeks ago") and those that count from an event
 * ("two weeks before the trip"). They are for preferring what is of that time, never for leaving out the rest: a date without a year gives that date in several years, and what is not
 * understood gives nothing.
 * @param nowMs - when it is asked, Unix epoch milliseconds; days, weeks and months are those of UTC, weeks begin on Monday.
 */
export function readQuestionTimes(text: string, nowMs: number): QuestionTimes {
  // Long runs of blanks would make the patterns slow.
  const asked = text.slice(0, MOST_CHARACTERS).replaceAll(/\s{2,}/gu, ' ');
  const now = new Date(nowMs);
  const precise = findMentions(asked, RULES, now);
  const mentions = precise.length > 0 ? precise : findMentions(asked, WEEKDAY_RULES, now);
  const found = [...relatedTimes(asked, mentions, nowMs)];
  const read = new Set(found.flatMap(({ mentions: some }) => some));
  const ranges = [...found.flatMap((one) => one.ranges), ...mentions.filter((mention) => !read.has(mention)).flatMap((mention) => mention.ranges)];
  // A question that says when it was by itself needs no event for it.
  const events = found.flatMap(({ event, isExact }) => (event && (isExact || ranges.length === 0) ? [event] : []));
  const vague = ranges.length + events.length === 0 ? findMentions(asked, VAGUE, now).flatMap((mention) => mention.ranges) : [];
  const dateWords = mentions.map(({ start, end }) => asked.slice(start, end)).filter((said) => DATED.test(said)).flatMap(wordsOf);
  const distances = found.filter(({ event, isExact }) => event && isExact);
  const words = distances.reduce((rest, { start, end }) => `${rest.slice(0, start)}${' '.repeat(end - start)}${rest.slice(end)}`, asked);
  const isOfNow = ranges.length + events.length === 0 && asksOfNow(asked);
  return { isOfNow, dateWords, eventWords: wordsOfEvents(asked, events), ranges: [...ranges, ...vague].slice(0, MOST_RANGES), events: events.slice(0, MOST_EVENTS), words: distances.length === 0 ? text : words + text.slice(MOST_CHARACTERS) };
}

function wordsOfEvents(asked: string, events: readonly EventTime[]): readonly string[] {
  const named = events.filter(({ isExact }) => isExact).flatMap(({ event, other }) => (other ? [event.words, other.words] : [event.words]));
  const rest = new Set(wordsOf(named.reduce((text, words) => text.replace(words, ' '), asked)));
  return named.flatMap(wordsOf).filter((word) => !rest.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

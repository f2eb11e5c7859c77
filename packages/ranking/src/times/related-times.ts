import { rangesAround, type EventTime } from './event-time.js';
import { endsThere, isDefinite, isJourney, isNamed, isOccasion, readPhrase, withoutTrailing, type Phrase } from './event-words.js';
import { blank, type Mention } from './mention.js';
import { RELATIONS, type Relation } from './relations.js';
import { DAY_MS, type TimeRange } from './time-range.js';

/** A time that stands to something: to dates (`ranges`), or to an event. */
export interface RelatedTime {
  /** Where the relation is said, without what it is to. */
  readonly start: number;
  readonly end: number;
  /** See `Relation`. */
  readonly isExact: boolean;
  readonly ranges: readonly TimeRange[];
  readonly event?: EventTime;
  /** What has been read with it. */
  readonly mentions: readonly Mention[];
}

/** Of a text that holds more, the first are read. */
const MOST_RELATIONS = 100;
/** What is longer is no time of its own to be "around", nor a day that an event was on. */
const MONTH_DAYS = 31;
const FEW_DAYS = 2;

/** Times that are told by dates or events: "since March", "two weeks before the trip". */
export function relatedTimes(text: string, mentions: readonly Mention[], nowMs: number): RelatedTime[] {
  const related = [...stretches(text, mentions), ...betweenEvents(text)];
  const read = new Set(related.flatMap((one) => one.mentions));
  let unread = text;
  for (const { start, end } of related) unread = blank(unread, start, end);
  for (const { pattern, read: relationOf } of RELATIONS) {
    for (const found of [...unread.matchAll(pattern)].slice(0, MOST_RELATIONS)) {
      const place = { start: found.index, end: found.index + found[0].length };
      const one = relate(text, { ...place, relation: relationOf(found) }, { mentions: mentions.filter((mention) => !read.has(mention)), nowMs });
      if (!one) continue;
      related.push(one);
      for (const mention of one.mentions) read.add(mention);
      unread = blank(unread, place.start, place.end);
    }
  }
  return related.toSorted((a, b) => a.start - b.start);
}

/** "from March to May", "between Christmas and New Year". */
function stretches(text: string, mentions: readonly Mention[]): RelatedTime[] {
  return mentions.slice(1).flatMap((last, place) => {
    const first = mentions[place];
    if (!first || !/^\s*(?:and|to|until|till|through)\s+(?:the\s+)?$/u.test(text.slice(first.end, last.start))) return [];
    const before = /\b(?:from|between)\s+(?:the\s+)?$/iu.exec(text.slice(0, first.start));
    const ranges = last.ranges.flatMap(({ untilMs }) => {
      const from = first.ranges.filter(({ fromMs }) => fromMs < untilMs).toSorted((a, b) => b.fromMs - a.fromMs)[0];
      return from ? [{ fromMs: from.fromMs, untilMs }] : [];
    });
    return before && ranges.length > 0 ? [{ start: before.index, end: last.end, isExact: true, ranges, mentions: [first, last] }] : [];
  });
}

/** "between the wedding and the honeymoon", both of which take place, unlike "the difference between ...". */
function betweenEvents(text: string): RelatedTime[] {
  return [...text.matchAll(/(?<!\b(?:differences?|differs?|relation(?:ship)?s?|gap|link|connection|choice|choose|compar\w+|similarit\w+|overlap|distinguish)\s+)\bbetween(?=\s)/giu)].slice(0, MOST_RELATIONS).flatMap((found) => {
    const [start, end] = [found.index, found.index + found[0].length];
    const first = readPhrase(text, end);
    const and = first && /^\s+and(?=\s)/iu.exec(text.slice(first.end));
    const second = and && readPhrase(text, first.end + and[0].length);
    if (!second || ![first, second].every((phrase) => isDefinite(phrase.text) && !phrase.isClause && isOccasion(phrase.text))) return [];
    const span = { from: { of: 'start', addMs: 0 }, until: { of: 'end', addMs: 0 } } as const;
    return [{ start, end, isExact: true, ranges: [], event: { ...span, isExact: true, event: { words: first.text, within: [] }, other: { words: second.text, within: [] } }, mentions: [] }];
  });
}

/** Where a relation is said. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly relation: Relation;
}

interface Asked {
  readonly mentions: readonly Mention[];
  readonly nowMs: number;
}

function relate(text: string, { start, end, relation }: Place, { mentions, nowMs }: Asked): RelatedTime | undefined {
  const { isExact, dateSpan } = relation;
  const date = mentions.find((mention) => mention.start >= end && /^\s+(?:the\s+)?$/iu.test(text.slice(end, mention.start)));
  if (date && endsThere(text, date.end)) {
    if (!dateSpan) return undefined;
    const isOpen = dateSpan.from.of === 'past' || dateSpan.until.of === 'now';
    const anchors = isOpen ? nearest(date.ranges, nowMs) : date.ranges;
    if (!isOpen && !isExact && anchors.some((anchor) => daysOf(anchor) > MONTH_DAYS)) return undefined;
    return { start, end, isExact, ranges: rangesAround(dateSpan, anchors, nowMs), mentions: [date] };
  }
  const phrase = relation.event === 'none' ? undefined : readPhrase(text, end);
  return phrase && mayBeEvent(relation, phrase) ? ofEvent(text, { start, end, relation, phrase }, { mentions, nowMs }) : undefined;
}

function mayBeEvent({ event }: Relation, { text, isClause }: Phrase): boolean {
  if (event === 'any') return true;
  return isDefinite(text) && !isClause && (event === 'definite' || (event === 'journey' ? isJourney(text) : isOccasion(text)));
}

function ofEvent(text: string, { start, end, relation: { span, isExact }, phrase }: Place & { readonly phrase: Phrase }, { mentions, nowMs }: Asked): RelatedTime | undefined {
  const inside = mentions.filter((mention) => mention.start >= end && mention.end <= phrase.end && isWhen(text, mention));
  if (inside.length === 0) return { start, end, isExact, ranges: [], event: { ...span, isExact, event: { words: phrase.text, within: [] } }, mentions: mentions.filter((mention) => mention.start >= end && mention.end <= phrase.end) };
  // Without a distance the date says it all.
  if (!isExact) return undefined;
  const times = inside.flatMap(({ ranges }) => ranges);
  if (times.every((range) => daysOf(range) <= FEW_DAYS)) return { start, end, isExact, ranges: rangesAround(span, times, nowMs), mentions: inside };
  let words = text.slice(end, phrase.end);
  for (const mention of inside) words = words.replace(text.slice(mention.start, mention.end), ' ');
  words = withoutTrailing(words.trim().split(/\s+/u));
  return isNamed(words) ? { start, end, isExact, ranges: [], event: { ...span, isExact, event: { words, within: times } }, mentions: inside } : undefined;
}

/** "the meeting on May 4th", "Monday's meeting", "the 2024 conference" say when it was; "the Christmas party" only what it was. */
function isWhen(text: string, { start, end, ranges }: Mention): boolean {
  return ranges.every((range) => daysOf(range) > FEW_DAYS) || /\b(?:on|of|from|at)\s+(?:the\s+)?$/iu.test(text.slice(0, start)) || /^['’]s?\b/u.test(text.slice(end));
}

/** The last that has begun, or else the first to come. */
function nearest(ranges: readonly TimeRange[], nowMs: number): TimeRange[] {
  const byTime = ranges.toSorted((a, b) => a.fromMs - b.fromMs);
  return [byTime.findLast(({ fromMs }) => fromMs <= nowMs) ?? byTime[0]].filter((range) => range !== undefined);
}

function daysOf({ fromMs, untilMs }: TimeRange): number {
  return (untilMs - fromMs) / DAY_MS;
}

import { DAY_MS, type TimeRange } from './time-range.js';

/** What a question names and counts a time from: "the trip to Lisbon". */
export interface NamedEvent {
  /** What to look for. */
  readonly words: string;
  /** When it was, as far as the question says that: look among what is of these. May be empty. */
  readonly within: readonly TimeRange[];
}

/** A time told by an event: "two weeks before the trip". */
export interface EventTime extends TimeSpan {
  readonly event: NamedEvent;
  /** It says how far from the event, and not only that it was near: only then an event that may have been at several times still tells something. */
  readonly isExact: boolean;
  /** "between the wedding and the move": what is in between, from the beginning of the one to the end of the other; `rangesAround` then takes that as anchor. */
  readonly other?: NamedEvent;
}

/** A side of a stretch of time: so many milliseconds from where the event begins or ends, or from an end that is open. */
export interface Side {
  readonly of: 'start' | 'end' | 'past' | 'now';
  readonly addMs: number;
}

export interface TimeSpan {
  readonly from: Side;
  readonly until: Side;
}

/** Where what began ever so long ago begins: before what anybody remembers. */
const PAST_MS = Date.UTC(1900, 0, 1);

/**
 * What a time told by an event is, once it is known when that was.
 * @param anchors - when the event was, as far as known: whole days are taken. Their order is kept.
 */
export function rangesAround({ from, until }: TimeSpan, anchors: readonly TimeRange[], nowMs: number): TimeRange[] {
  return anchors.flatMap((anchor) => {
    const fromMs = sideMs(from, anchor, nowMs);
    const untilMs = Math.max(sideMs(until, anchor, nowMs), until.of === 'now' ? endOf(anchor) : 0);
    return fromMs < untilMs && Number.isFinite(fromMs) && Number.isFinite(untilMs) ? [{ fromMs, untilMs }] : [];
  });
}

function sideMs({ of, addMs }: Side, anchor: TimeRange, nowMs: number): number {
  const base = { start: Math.floor(anchor.fromMs / DAY_MS) * DAY_MS, end: endOf(anchor), past: PAST_MS, now: (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS }[of];
  return base + addMs;
}

function endOf({ untilMs }: TimeRange): number {
  return Math.ceil(untilMs / DAY_MS) * DAY_MS;
}

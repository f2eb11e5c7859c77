import type { TimeRange } from './time-range.js';

/** A place in a text that speaks of a time, with the times that may be meant: at least one. */
export interface Mention {
  readonly start: number;
  /** First character after it. */
  readonly end: number;
  readonly ranges: readonly TimeRange[];
}

/** What a pattern finds, and what times that are; none: it is something else, and later rules may find something in it. */
export interface TimeRule {
  /** With the flag g. */
  readonly pattern: RegExp;
  read(found: RegExpMatchArray, now: Date): readonly TimeRange[];
}

/** What the rules find, in the order of the text; what an earlier rule has found no later one sees. */
export function findMentions(text: string, rules: readonly TimeRule[], now: Date): Mention[] {
  const mentions: Mention[] = [];
  let unread = text;
  for (const { pattern, read } of rules) {
    for (const found of unread.matchAll(pattern)) {
      const ranges = read(found, now).filter(isRange);
      if (ranges.length === 0) continue;
      const [start, end] = [found.index, found.index + found[0].length];
      mentions.push({ start, end, ranges });
      unread = blank(unread, start, end);
    }
  }
  return mentions.toSorted((a, b) => a.start - b.start);
}

/** The text with marks in place of a part, which no rule takes for anything and no rule reads across; all else stays where it is. */
export function blank(text: string, start: number, end: number): string {
  return `${text.slice(0, start)}${'\u0000'.repeat(end - start)}${text.slice(end)}`;
}

/** The calendar ends somewhere: a date beyond it is none. */
function isRange({ fromMs, untilMs }: TimeRange): boolean {
  return Number.isFinite(fromMs) && Number.isFinite(untilMs) && fromMs < untilMs;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangesAround, readQuestionTimes, type TimeRange } from '../src/index.js';

/** A Wednesday. */
const NOW_MS = Date.UTC(2026, 3, 15, 12);
const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const days = (ranges: readonly TimeRange[]): string[] => ranges.map(({ fromMs, untilMs }) => `${date(fromMs)} ${date(untilMs)}`);
const last = (ranges: readonly TimeRange[]): TimeRange[] => ranges.filter(({ fromMs, untilMs }) => fromMs <= NOW_MS && untilMs > NOW_MS - 366 * 86_400_000);

describe('times that count from now, or stand in the calendar', () => {
  it.each([
    ['What did I eat this morning?', '2026-04-15 2026-04-16'],
    ['Who called last night?', '2026-04-14 2026-04-15'],
    ['What did we say the other day?', '2026-04-01 2026-04-16'],
    ['What have I read recently?', '2026-03-15 2026-04-16'],
    ['what broke in the last three days', '2026-04-12 2026-04-16'],
    ['what broke in the past week', '2026-04-08 2026-04-16'],
    ['what broke over the last 2 months', '2026-02-14 2026-04-16'],
    ['what broke eleven days ago', '2026-04-04 2026-04-05'],
    ['what broke twenty weeks ago', '2025-11-23 2025-11-30'],
    ['where did we live early last year', '2025-01-01 2025-05-01'],
    ['where did we live in late 2024', '2024-09-01 2025-01-01'],
    ['at the end of last year', '2025-09-01 2026-01-01'],
    ['earlier this year', '2026-01-01 2026-04-16'],
    ['what was shipped in Q1 2026', '2026-01-01 2026-04-01'],
    ['the first quarter of 2025', '2025-01-01 2025-04-01'],
    ['the last quarter of last year', '2025-10-01 2026-01-01'],
    ['music of the 80s', '1980-01-01 1990-01-01'],
    ['How old was I in the nineties?', '1990-01-01 2000-01-01'],
    ['the trip two summers ago', '2024-06-01 2024-09-01'],
    ['music of the 1990s', '1990-01-01 2000-01-01'],
    ['the summer of 2024', '2024-06-01 2024-09-01'],
    ['what did we do last March', '2026-03-01 2026-04-01'],
    ['the first week of June 2025', '2025-06-01 2025-06-08'],
    ['the last weekend of March 2026', '2026-03-28 2026-03-30'],
    ['the beginning of March 2026', '2026-03-01 2026-03-12'],
    ['February 11th to 13th, 2026', '2026-02-11 2026-02-14'],
    ['We were in Lisbon from 2 to 6 March 2026.', '2026-03-02 2026-03-07'],
    ['the fair of 2-6 March 2026', '2026-03-02 2026-03-07'],
    ['between the 2nd and the 6th of March 2026', '2026-03-02 2026-03-07'],
    ['the fair, 2026-03-02 to 2026-03-06', '2026-03-02 2026-03-07'],
    ['What did Kim say on Tuesday?', '2026-04-14 2026-04-15'],
    ['What did we get last Christmas?', '2025-12-25 2025-12-26'],
    ['Where were we on New Year\'s Eve 2024?', '2024-12-31 2025-01-01'],
    ['the lunch of Easter 2025', '2025-04-20 2025-04-21'],
    ['Good Friday 2026', '2026-04-03 2026-04-04'],
    ['Thanksgiving 2024', '2024-11-28 2024-11-29'],
  ])('%s', (question, expected) => {
    expect(days(readQuestionTimes(question, NOW_MS).ranges)).toEqual([expected]);
  });
});

describe('times that stand to a date', () => {
  it.each([
    ['What did I plant two weeks before May 4th, 2025?', '2025-04-17 2025-04-24'],
    ['What did I buy the day after Christmas 2025?', '2025-12-26 2025-12-28'],
    ['What did I buy two weeks before last Monday?', '2026-03-27 2026-04-03'],
    ['What did I do the day before yesterday?', '2026-04-12 2026-04-14'],
    ['What has Kim written since March 2026?', '2026-03-01 2026-04-16'],
    ['What has Kim written since last Monday?', '2026-04-13 2026-04-16'],
    ['Where did we live before 2024?', '1900-01-01 2024-01-01'],
    ['Where did we live until June 2024?', '1900-01-01 2024-07-01'],
    ['What came after January 2026?', '2026-02-01 2026-04-16'],
    ['around 4 May 2025', '2025-04-27 2025-05-12'],
    ['the week of 6 April 2026', '2026-03-31 2026-04-13'],
    ['between January 2026 and March 2026', '2026-01-01 2026-04-01'],
    ['from last Monday to yesterday', '2026-04-13 2026-04-15'],
    ['What was sent three days after the meeting on 2026-02-10?', '2026-02-12 2026-02-15'],
    ['What did I buy three days after Monday\'s meeting?', '2026-04-15 2026-04-18'],
  ])('%s', (question, expected) => {
    expect(days(readQuestionTimes(question, NOW_MS).ranges)).toEqual([expected]);
  });

  it('gives the same in each year that may be meant where no year is said', () => {
    expect(days(last(readQuestionTimes('the day after Halloween', NOW_MS).ranges))).toEqual(['2025-11-01 2025-11-03']);
    expect(readQuestionTimes('two weeks before May 4th', NOW_MS).ranges.length).toBeGreaterThan(3);
  });
});

describe('times that are told by an event', () => {
  /** The event was on 10 and 11 March 2026. */
  const anchor = { fromMs: Date.UTC(2026, 2, 10, 9), untilMs: Date.UTC(2026, 2, 11, 18) };
  it.each([
    ['What did I buy two weeks before the trip to Lisbon?', 'the trip to Lisbon', '2026-02-21 2026-02-28'],
    ['What did I buy two days after my sister\'s wedding?', 'my sister\'s wedding', '2026-03-12 2026-03-15'],
    ['Two months after we moved to Berlin, who visited us?', 'we moved to Berlin', '2026-04-26 2026-05-27'],
    ['a few days prior to Kim\'s party what did I cook', 'Kim\'s party', '2026-03-05 2026-03-10'],
    ['The day before the interview I read what?', 'the interview', '2026-03-08 2026-03-10'],
    ['what happened the week after the release in Oslo?', 'the release in Oslo', '2026-03-12 2026-03-22'],
    ['Who stayed the night of the storm?', 'the storm', '2026-03-09 2026-03-13'],
    ['Where were we the weekend of the conference?', 'the conference', '2026-03-07 2026-03-15'],
    ['Whom did I call right after the accident?', 'the accident', '2026-03-10 2026-03-19'],
    ['What did we eat on our trip to Rome?', 'our trip to Rome', '2026-03-07 2026-03-15'],
    ['Who sang at the wedding of Ann?', 'the wedding of Ann', '2026-03-09 2026-03-13'],
    ['What was said during the budget meeting?', 'the budget meeting', '2026-03-07 2026-03-15'],
    ['Who has written since the outage?', 'the outage', '2026-03-10 2026-04-16'],
    ['Where did we live until the wedding?', 'the wedding', '1900-01-01 2026-03-12'],
    ['Whom did Kim meet around the conference?', 'the conference', '2026-03-03 2026-03-19'],
    ['What did Kim pack before the trip?', 'the trip', '2026-02-08 2026-03-12'],
    ['What did he do two days after his father was discharged from the hospital?', 'his father was discharged from the hospital', '2026-03-12 2026-03-15'],
    ['How did she feel after the wedding was over?', 'the wedding', '2026-03-10 2026-04-11'],
  ])('%s', (question, event, expected) => {
    const { events, ranges } = readQuestionTimes(question, NOW_MS);
    expect([ranges, events.map((one) => one.event)]).toEqual([[], [{ words: event, within: [] }]]);
    expect(events.flatMap((one) => days(rangesAround(one, [anchor], NOW_MS)))).toEqual([expected]);
  });

  it('says among what of a time the event is, and leaves its own words out of what is looked for', () => {
    const read = readQuestionTimes('What did I buy two weeks before the trip to Lisbon in May 2025?', NOW_MS);
    expect(read.events.map(({ event }) => [event.words, days(event.within)])).toEqual([['the trip to Lisbon', ['2025-05-01 2025-06-01']]]);
    expect(read.ranges).toEqual([]);
    expect(read.words.split(/\s+/u)).toEqual(['What', 'did', 'I', 'buy', 'the', 'trip', 'to', 'Lisbon', 'in', 'May', '2025?']);
  });

  it('knows two events with something in between', () => {
    const { events } = readQuestionTimes('What did I spend between the wedding and our honeymoon in Rome?', NOW_MS);
    expect(events.map(({ event, other }) => [event.words, other?.words])).toEqual([['the wedding', 'our honeymoon in Rome']]);
    expect(events.flatMap((one) => days(rangesAround(one, [anchor], NOW_MS)))).toEqual(['2026-03-10 2026-03-12']);
  });

  it('leaves an event without a distance to a question that says when it was', () => {
    const { events, ranges } = readQuestionTimes('In March 2026, what did Kim say during the budget meeting?', NOW_MS);
    expect([events, days(ranges)]).toEqual([[], ['2026-03-01 2026-04-01']]);
  });
});

describe('the words of dates', () => {
  it.each([
    ['What did Ann do in March 2025?', ['march', '2025']], ['What was decided on 12 May 2025 about the pump?', ['12', 'may', '2025']], ['in mid-January or on 2025-03-02', ['mid', 'january', '2025', '03', '02']],
    ['What did she do tonight?', []], ['Who came two weeks ago?', []], ['How was last summer?', []], ['Who came?', []],
  ])('of %j are %j: those of times told from now on are none', (question, words) => expect(readQuestionTimes(question, NOW_MS).dateWords).toEqual(words));
});

describe('how things stand now', () => {
  it.each([
    'What kind of bike does Ann have at present?', 'Which database do we use now?', 'Is Kim still in Oslo?', "What is Ann's current address?", 'the latest decision on caching', 'When did we last deploy?', 'How far is it so far?', 'Who leads the team these days?',
  ])('is asked by %j', (question) => expect(readQuestionTimes(question, NOW_MS).isOfNow).toBe(true));
  it.each([
    'What did Ann buy?', 'Who owns the boat, now that Kim has gone?', 'What did we use in March 2025, and is it still there?', 'Is Kim still in Oslo since the wedding?', 'What is her last name?', 'the alternating-current motor', 'Who did the lasting repair?', 'What was decided last week?',
  ])('is not asked by %j', (question) => expect(readQuestionTimes(question, NOW_MS).isOfNow).toBe(false));
});

describe('the words of events', () => {
  it.each([
    ['What did I buy two weeks before the trip to Lisbon?', ['the', 'trip', 'to', 'lisbon']], ['Which trip was two weeks before the trip to Lisbon?', ['the', 'to', 'lisbon']],
    ['What happened between the wedding and the honeymoon?', ['the', 'wedding', 'the', 'honeymoon']], ['What did we eat during the trip to Lisbon?', []], ['Who came?', []],
  ])('of %j are %j: those that a time is told to be away from', (question, words) => expect(readQuestionTimes(question, NOW_MS).eventWords).toEqual(words));
});

describe('what speaks of no time', () => {
  it.each([
    'May I march on?', 'When does the march begin?', 'we spring into action', 'Did she fall asleep?', 'What is the second rule?', 'After all, who is it?', 'What do I pack before you go?',
    'What comes after that?', 'the day after', 'day after day', 'Who sat on the table?', 'What is at the office?', 'What is around the corner?', 'Who walked around the lake?',
    'How many days are left?', 'the difference between the trip and the tour', 'What is written by the team?', 'He is following the rules', 'Which is better, a day before it or after?',
    'What did they think about the meeting?', 'What do you say on the phone?', 'since the server is slow', 'during the day', 'during the process', 'after a while', 'before anything else', 'the Chinese New Year',
    'a new year', 'What did Easter Island look like?', 'Who has a Christmas tree?', 'most recently', 'How do I sort by last name?', 'on Tuesdays', 'her early 80s', 'room Q5', 'Nobody came until she cried', 'two weeks before',
    'two weeks after it', 'one after the other', 'What is left over at the end?', 'Was passiert zwei Wochen vor der Reise?', 'Qu\'est-ce que j\'ai fait avant le voyage ?', '',
  ])('%s', (question) => {
    expect(readQuestionTimes(question, NOW_MS)).toEqual({ ranges: [], events: [], words: question, dateWords: [], eventWords: [], isOfNow: expect.any(Boolean) });
  });
});

describe('any text', () => {
  const words = fc.constantFrom('last', 'next', 'spring', 'two', 'weeks', 'before', 'after', 'the', 'trip', 'to', 'Lisbon', 'between', 'and', 'from', 'March', 'Q1', '2025', '99', 'days', 'Easter', 'Christmas', 'since', 'until', 'my', 'sister\'s', 'wedding', 'on', 'of', ',', 'Friday', 'early', 'ago', '\u0000', '✨');
  const texts = fc.oneof(fc.array(words, { maxLength: 40 }).map((some) => some.join(' ')), fc.string({ maxLength: 200, unit: 'grapheme' }));
  it('gives few ranges, all finite, that end after they begin', () => {
    fc.assert(fc.property(texts, fc.integer({ min: -1e12, max: 8e12 }), (text, nowMs) => {
      const { ranges, events, words: rest } = readQuestionTimes(text, nowMs);
      expect(rest.length).toBeLessThanOrEqual(text.length);
      expect(ranges.length).toBeLessThanOrEqual(40);
      expect(events.length).toBeLessThanOrEqual(2);
      const around = events.flatMap((event) => rangesAround(event, [{ fromMs: nowMs, untilMs: nowMs + 1 }, ...event.event.within], nowMs));
      for (const { fromMs, untilMs } of [...ranges, ...around]) {
        expect(Number.isFinite(fromMs) && Number.isFinite(untilMs)).toBe(true);
        expect(untilMs).toBeGreaterThan(fromMs);
      }
    }), { numRuns: 500 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQuestionTimes, type TimeRange } from '../src/index.js';

/** A Wednesday. */
const NOW_MS = Date.UTC(2026, 3, 15, 12);

const timesOfQuestion = (question: string, nowMs: number): readonly TimeRange[] => readQuestionTimes(question, nowMs).ranges;
const has = (question: string, date: string): boolean => timesOfQuestion(question, NOW_MS).some(({ fromMs, untilMs }) => Date.parse(date) >= fromMs && Date.parse(date) < untilMs);

describe('times that a question tells by itself', () => {
  it.each([
    ['What did we decide on 2026-03-02?', '2026-03-02T10:00:00Z', '2026-03-03T00:00:00Z'],
    ['What did we decide in 2025-11?', '2025-11-30T23:00:00Z', '2025-12-01T00:00:00Z'],
    ['Who came on March 3rd, 2025?', '2025-03-03', '2026-03-03'],
    ['Who came on the 3rd of March?', '2024-03-03', '2024-03-04'],
    ['the shooting in mid-January', '2026-01-14', '2026-01-29'],
    ['the fair of late Sept. 2025', '2025-09-28', '2025-09-10'],
    ['What happened in May?', '2025-05-20', '2025-06-01'],
    ['In May the office was painted, by whom?', '2025-05-20', '2025-06-01'],
    ['what happened in may', '2025-05-20', '2025-06-01'],
    ['who visited us last march', '2026-03-20', '2026-04-01'],
    ['what was planned from april to may', '2025-05-20', '2025-06-01'],
    ['WHAT HAPPENED IN MARCH', '2026-03-20', '2026-04-01'],
    ['what was bought in 2024', '2024-07-01', '2025-01-01'],
    ['what did she say yesterday', '2026-04-14T08:00:00Z', '2026-04-15T08:00:00Z'],
    ['what broke two weeks ago', '2026-04-01', '2026-04-08'],
    ['the trip of last week', '2026-04-08', '2026-04-14'],
    ['the trip of last month', '2026-03-31', '2026-04-01'],
    ['what we planted last autumn', '2025-10-10', '2024-10-10'],
    ['last Monday\'s call', '2026-04-13', '2026-04-14'],
    ['what comes next year', '2027-02-01', '2026-02-01'],
  ])('%s', (question, inside, outside) => {
    expect([has(question, inside), has(question, outside)]).toEqual([true, false]);
  });

  it.each(['May I march on?', 'we may ship it', 'may they march', 'who has to march with us', 'what it may be', 'room 1999a', 'the year', ''])('%s speaks of no time', (question) => {
    expect(timesOfQuestion(question, NOW_MS)).toEqual([]);
  });

  it('gives ranges that end after they begin, whatever is asked and whenever', () => {
    const words = fc.constantFrom('last', 'next', 'spring', 'winter', '31', 'February', 'of', '2025', 'two', 'months', 'ago', 'mid', '2026-13-40', 'friday', 'week', '✨');
    fc.assert(fc.property(fc.array(words, { maxLength: 8 }), fc.integer({ min: 0, max: 4e12 }), (asked, nowMs) => {
      for (const { fromMs, untilMs } of timesOfQuestion(asked.join(' '), nowMs)) expect(untilMs).toBeGreaterThan(fromMs);
    }));
  });
});

import { expect, it } from 'vitest';
import { isoTime, parseTime, parseTimes } from '../src/times.js';

it.each([
  ['2026-03-01', '2026-03-01T00:00:00.000Z'],
  ['2026-03-01T09:30', '2026-03-01T09:30:00.000Z'],
  ['2026-03-01 09:30:15', '2026-03-01T09:30:15.000Z'],
  ['2026-03-01T09:30:00.250Z', '2026-03-01T09:30:00.250Z'],
  ['2026-03-01T09:30:00+02:00', '2026-03-01T07:30:00.000Z'],
])('reads %s in UTC', (text, expected) => {
  expect(isoTime(parseTime('since', text))).toBe(expected);
});

it.each(['yesterday', '2026-13-01', '01.03.2026', '1772000000', '2026-03-01T25:00Z', '2026-02-30', '2026-06-31T10:00Z', ''])('refuses %s by the name of the parameter', (text) => {
  expect(() => parseTime('since', text)).toThrow(/^since .*ISO 8601/);
});

it('knows leap years', () => {
  expect(isoTime(parseTime('since', '2028-02-29'))).toBe('2028-02-29T00:00:00.000Z');
  expect(() => parseTime('since', '2027-02-29')).toThrow(/ISO 8601/);
});

it('takes only the parameters that were given', () => {
  expect(parseTimes({ sinceMs: 'since', untilMs: 'until' }, { since: '1970-01-01T00:00:01Z' })).toEqual({ sinceMs: 1000 });
});

import { describe, expect, it } from 'vitest';
import { toldDate } from '../src/index.js';

const told = (fileName: string, content: string): string | undefined => {
  const at = toldDate(fileName, content);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 10);
};

describe('the day that a text says it is of', () => {
  it.each([
    ['journal/2025-03-02.md', '2025-03-02'], ['logs/2025/03/02/standup', '2025-03-02'], ['standup_2025_03_02_v2.md', '2025-03-02'], ['IMG-20250302-WA7', '2025-03-02'],
    ['notes/2025-03.md', '2025-03-01'], ['archive/2019-01-01/2025-03-02.md', '2025-03-02'],
    ['report-2025.md', undefined], ['build-20251399', undefined], ['2025-02-30.md', undefined], ['v2025.13.1', undefined], ['call 120250302', undefined], ['plan.md', undefined],
  ])('stands in the name %s: %s', (name, day) => expect(told(name, 'Ann and Ben talked.')).toBe(day));

  it.each([
    ['# 2025-03-02 Stand-up\n\nBen is ill.', '2025-03-02'], ['2025-03-02: we chose PostgreSQL', '2025-03-02'], ['[2025-03-02 14:10] deployed', '2025-03-02'], ['**2025/3/2** deployed', '2025-03-02'],
    ['Date: March 2nd, 2025\nAnn: hello', '2025-03-02'], ['Session date: 2023/05/20 (Sat) 02:21', '2023-05-20'], ['1:56 pm on 8 May, 2023\nCaroline: Hey Mel!', '2023-05-08'],
    ['Sunday, 2 March 2025', '2025-03-02'], ['On March 2, 2025 we moved.', '2025-03-02'], ['## Meeting notes – 2 Mar 2025', '2025-03-02'], ['\n\n- 2025-03-02 groceries', '2025-03-02'],
    ['---\ntitle: Offsite\ndate: 2025-03-02\n---\nWe met.', '2025-03-02'], ['---\ncreated: "2025-03-02T10:00:00Z"\n---\n', '2025-03-02'],
    ['The contract ends on March 2, 2027.', undefined], ['Version 2025.3.2 is out', undefined], ['Ann was born in 1990', undefined], ['March 2 is a Sunday', undefined], ['Ann: yes\n2025-03-02', undefined], ['', undefined],
  ])('stands at the beginning of %j: %s', (content, day) => expect(told('notes.md', content)).toBe(day));

  it('is that of the text where the name has another', () => {
    expect(told('imported-2026-01-01.md', '# 2025-03-02')).toBe('2025-03-02');
  });

  it('is told of long texts and names too', () => {
    const days = ['# ', '- ', '(', '2025-', '*_', '12:12 ', '---\n', 'date:', '2025-03-02/'].map((piece) => told(piece.repeat(20_000), piece.repeat(50_000)));
    expect(days).toEqual([...Array.from({ length: 8 }, () => undefined), '2025-03-02']);
    expect(told(`${'a/'.repeat(50_000)}2025-03-02`, '# '.repeat(50_000))).toBe('2025-03-02');
  }, 2000);
});

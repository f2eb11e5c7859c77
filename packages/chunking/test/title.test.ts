import { describe, expect, it } from 'vitest';
import { chunkText, type ChunkOptions } from '../src/chunk-text.js';
import { manyWords, wordMap } from './texts.js';

const headings = (text: string, options: Partial<ChunkOptions> = {}): (string | null)[] => {
  const all: ChunkOptions = { kind: 'markdown', titled: true, tokens: wordMap(text), maxTokens: 40, overlapTokens: 0, ...options };
  return chunkText(text, all).map(({ heading }) => heading);
};
const below = `${manyWords(30, 'a')}.\n\n${manyWords(30, 'b')}.`;

describe('a text that begins with its title', () => {
  it.each(['markdown', 'plain'] as const)('has all of its chunks under it: %s', (kind) => {
    expect(headings(`\n Safe  rooms\n${below}`, { kind })).toEqual(['Safe rooms', 'Safe rooms']);
  });

  it('has its headings under it', () => {
    expect(headings(`Safe rooms\n\n${manyWords(30)}.\n\n# Doors\n\n${below}`)).toEqual(['Safe rooms', 'Safe rooms > Doors', 'Safe rooms > Doors']);
  });

  it('names a title that is marked as one once', () => {
    expect(headings(`Safe rooms\n===\n\n${below}`)).toEqual(['Safe rooms', 'Safe rooms']);
  });

  it('keeps no title where one chunk holds all, nor where none is asked for', () => {
    expect(headings('Safe rooms\nare strong')).toEqual([null]);
    expect(headings(`Safe rooms\n${below}`, { titled: false })).toEqual([null, null]);
  });

  it.each([
    ['a sentence', 'Rooms are safe.'], ['a question', 'Is it safe?'], ['an introduction', 'These are safe:'], ['a list item', '- safe rooms'], ['a numbered item', '1. safe rooms'],
    ['a quote', '> safe rooms'], ['a table', '| safe | rooms |'], ['a line without letters', '2024 11 23'], ['what runs on', manyWords(25, 'longer')], ['a Japanese sentence', '安全な部屋です。'],
  ])('does not begin with %s', (_, first) => {
    expect(headings(`${first}\n${below}`).every((heading) => heading === null)).toBe(true);
  });

  it('does not begin with a turn of a talk or a field of a record, but may have a colon', () => {
    expect(headings(`Ann: hello there\nBob: ${below}`)[0]).toBeNull();
    expect(headings(`Weather: what to expect\n${below}`)).toEqual(['Weather: what to expect', 'Weather: what to expect']);
  });

  it.each(['code', 'chat'] as const)('is not looked for in %s', (kind) => {
    expect(headings(`safe rooms\n${below}`, { kind }).every((heading) => heading === null)).toBe(true);
  });
});

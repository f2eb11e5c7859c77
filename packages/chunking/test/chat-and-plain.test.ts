import { describe, expect, it } from 'vitest';
import { chunkText } from '../src/chunk-text.js';
import type { TextKind } from '../src/detect-kind.js';
import { manyWords, trimmed, wordMap } from './texts.js';

const chunk = (kind: TextKind, text: string, maxTokens = 40, overlapTokens = 0): string[] => trimmed(chunkText(text, { kind, tokens: wordMap(text), maxTokens, overlapTokens }));

describe('chat', () => {
  it.each([
    ['names', 'Ann Lee: ', 'Bob: '], ['roles', 'User: ', 'Assistant: '], ['bold', '**User:** ', '**Assistant:** '], ['times', '[2024-05-01 10:02] ann: ', '(10:03) bob: '],
    ['brackets', '<ann> ', '<bob> '], ['Japanese', '田中: ', '鈴木: '],
  ])('is cut between turns told by %s', (_, first, second) => {
    const text = [first, second, first, second].map((name) => `${name}${manyWords(12)}\nand a second line with a time 10:30 in it`).join('\n');
    for (const content of chunk('chat', text)) expect([first, second].some((name) => content.startsWith(name.trim()))).toBe(true);
    expect(chunk('chat', text).length).toBeGreaterThan(1);
  });

  it('cuts a long turn at its paragraphs', () => {
    const text = `Assistant: ${manyWords(30, 'a')}\n\n${manyWords(30, 'b')}\n\n${manyWords(30, 'c')}\nUser: thanks`;
    expect(chunk('chat', text).map((content) => content.split(' ')[0])).toEqual(['Assistant:', 'b0', 'c0']);
  });

  it('repeats the turn before, so that an answer is read with its question', () => {
    const turns = Array.from({ length: 8 }, (_, index) => `${index % 2 === 0 ? 'User' : 'Assistant'}: ${manyWords(8, `t${index}w`)}`);
    const [first = '', second = ''] = chunk('chat', turns.join('\n'), 40, 10);
    expect(first.split('\n').at(-1)).toBe(second.split('\n')[0]);
  });
});

describe('plain text', () => {
  it('is cut between paragraphs', () => {
    const text = ['a', 'b', 'c'].map((name) => manyWords(30, name)).join('\n\n');
    expect(chunk('plain', text).map((content) => content.split(' ')[0])).toEqual(['a0', 'b0', 'c0']);
  });

  it('does not see headings or names', () => {
    expect(chunkText('# not a title\n\ntext', { kind: 'plain' })[0]?.heading).toBeNull();
  });

  it('is cut at the lines of a log, which has no sentences', () => {
    const log = Array.from({ length: 40 }, (_, index) => `12:00:${index} worker ${index} took a job`).join('\n');
    for (const content of chunk('plain', log)) expect(content).toMatch(/^12:00:.* job$/s);
  });

  it('balances what must be cut instead of leaving a crumb', () => {
    const sizes = chunk('plain', Array.from({ length: 11 }, (_, index) => `${manyWords(4, `s${index}w`)}.`).join(' ').replaceAll('s', 'S')).map((content) => content.split(' ').length);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
  });

  it('is cut after Japanese and Chinese full stops', () => {
    const text = '今日は天気がいい。明日も晴れる。'.repeat(20);
    for (const { content } of chunkText(text, { kind: 'plain', maxTokens: 40, overlapTokens: 0 })) expect(content).toMatch(/。$/);
  });
});

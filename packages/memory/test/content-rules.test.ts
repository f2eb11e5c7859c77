import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@ltmc/contracts';
import { checkContent, checkFileName, checkMetadata, checkName, checkQuery, checkResourceType, checkTags, checkValidity } from '../src/content-rules.js';

const limits = { maxContentBytes: 100 };
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'accepted';
};

describe('content', () => {
  it.each([
    ['empty', '', 'LTMC_CONTENT_EMPTY'],
    ['white space of every kind', ' \n\t\u00a0\u2003', 'LTMC_CONTENT_EMPTY'],
    ['too long by one byte', 'é'.repeat(50) + 'x', 'LTMC_CONTENT_TOO_LARGE'],
    ['a NUL', 'a\0b', 'LTMC_CONTENT_INVALID'],
    ['half an emoji', 'a\ud83d', 'LTMC_CONTENT_INVALID'],
    ['the other half', '\ude00a', 'LTMC_CONTENT_INVALID'],
    ['exactly the limit', 'é'.repeat(50), 'accepted'],
    ['a whole emoji', '😀', 'accepted'],
  ])('%s', (_, content, expected) => {
    expect(codeOf(() => checkContent(content, limits))).toBe(expected);
  });

  it('says limit and size, and where the bad character is', () => {
    expect(() => checkContent('x'.repeat(101), limits)).toThrow(/101 bytes.*limit is 100/);
    expect(() => checkContent('ab\0', limits)).toThrow(/offset 2/);
  });
});

describe('file names', () => {
  it('keeps a path-like name as the key it is', () => {
    expect(checkFileName('../../etc/passwd')).toBe('../../etc/passwd');
  });

  it('makes composed and decomposed forms one key', () => {
    expect(checkFileName('re\u0301sume\u0301.md')).toBe(checkFileName('résumé.md'));
  });

  it.each([['empty', ' '], ['newline', 'a\nb'], ['NUL', 'a\0'], ['too long', 'é'.repeat(513)], ['lone surrogate', 'a\ud800']])('refuses %s', (_, name) => {
    expect(codeOf(() => checkFileName(name))).toBe('LTMC_INVALID_INPUT');
  });

  it('accepts 1,024 bytes', () => {
    expect(checkFileName('é'.repeat(512))).toHaveLength(512);
  });
});

describe('attributes', () => {
  it('keeps each tag once, trimmed and composed', () => {
    expect(checkTags([' a ', 'a', 'e\u0301', 'é'])).toEqual(['a', 'é']);
  });

  it.each([
    ['an empty tag', () => checkTags([' '])],
    ['65 tags', () => checkTags(Array.from({ length: 65 }, (_, n) => `t${n}`))],
    ['a type of 65 characters', () => checkResourceType('x'.repeat(65))],
    ['metadata of 9 levels', () => checkMetadata({ a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } })],
    ['metadata over 16 KiB', () => checkMetadata({ a: 'x'.repeat(17_000) })],
    ['a NUL in metadata', () => checkMetadata({ a: '\0' })],
    ['half a pair in metadata', () => checkMetadata({ a: '\ud800' })],
    ['an end before the start', () => checkValidity(2, 1)],
    ['a control character in a name', () => checkName('agent_id', 'a\0b')],
    ['half a pair in a name', () => checkName('session_id', '\ud83d')],
    ['an empty query', () => checkQuery('  ')],
    ['a query of 100,001 characters', () => checkQuery('x'.repeat(100_001))],
  ])('refuses %s', (_, run) => {
    expect(codeOf(run)).toBe('LTMC_INVALID_INPUT');
  });

  it('takes backslashes for what they are', () => {
    const metadata = { pattern: String.raw`\u0000 \ud83d`, 'C:\\u0000': 1 };
    expect(checkMetadata(metadata)).toBe(metadata);
  });

  it('refuses metadata nested far too deep without running out of stack, and a NUL in a key', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    expect(() => checkMetadata(deep)).toThrow(/deeper than 8/);
    expect(() => checkMetadata({ 'a\0': 1 })).toThrow(/NUL/);
    expect(() => checkMetadata({ list: ['ok', { bad: '\ud83d' }] })).toThrow(/surrogate/);
  });

  it('accepts metadata of 8 levels and an emoji in it', () => {
    const metadata = { a: { b: { c: { d: { e: { f: { g: { h: '😀' } } } } } } } };
    expect(checkMetadata(metadata)).toBe(metadata);
  });
});

import { describe, expect, it } from 'vitest';
import { approximateTokenMap } from '../src/approximate-token-map.js';
import { chunkText } from '../src/chunk-text.js';
import type { TextKind } from '../src/detect-kind.js';
import { countTokens, manyWords, wordMap } from './texts.js';

const kinds: readonly TextKind[] = ['markdown', 'code', 'chat', 'plain'];
const MEBIBYTE = 2 ** 20;

describe('large input', () => {
  it.each(kinds)('cuts a line of 100,000 characters without a space, counted as one unknown token (%s)', (kind) => {
    const text = `before ${'x'.repeat(100_000)} after`;
    const chunks = chunkText(text, { kind, tokens: wordMap(text) });
    expect(chunks.length).toBeGreaterThan(30);
    expect(Math.max(...chunks.map(({ content }) => content.length))).toBeLessThanOrEqual(16 * 200);
    // Below BERT's 100 characters a piece would suddenly count many tokens.
    expect(Math.min(...chunks.slice(1, -1).map(({ content }) => content.length))).toBeGreaterThan(100);
  });

  it.each<[TextKind, string]>([
    ['markdown', 'a\n'], ['markdown', '# a\n'], ['markdown', '```\n'], ['markdown', '# [[[['], ['plain', '.'], ['plain', 'é́́'], ['plain', '😀'],
    ['plain', '中'], ['code', '"a":1,'], ['code', 'a\n\n'], ['chat', 'a: b\n'], ['chat', 'a b '],
  ])('covers 1 MiB of %s %j', (kind, pattern) => {
    const text = `x${pattern.repeat(MEBIBYTE / pattern.length)}`;
    const chunks = chunkText(text, { kind });
    expect(chunks[0]?.startOffset).toBe(0);
    expect(chunks.at(-1)?.endOffset).toBe(text.length);
    expect(chunks.findIndex(({ startOffset }, index) => startOffset > (chunks[index - 1]?.endOffset ?? 0))).toBe(-1);
  });

  it('does not fill a chunk with words of 90 characters, each counted as one unknown token', () => {
    const text = `${'ภาษาไทย'.repeat(13)} `.repeat(400);
    const lengths = chunkText(text, { kind: 'plain', tokens: wordMap(text) }).map(({ content }) => content.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(16 * 200);
  });

  it('leaves a long run of white space with its neighbour', () => {
    expect(chunkText(`a${' '.repeat(5000)}b`, { kind: 'plain', maxTokens: 10 })).toHaveLength(1);
  });
});

describe('what has no token', () => {
  it('gives no chunk for white space only', () => {
    expect(chunkText('', { kind: 'plain' })).toEqual([]);
    expect(chunkText(' \n\t\u00a0\r\n', { kind: 'markdown' })).toEqual([]);
  });

  it('still gives one chunk for characters that the tokenizer drops', () => {
    const none = { starts: new Uint32Array(0), counts: new Uint32Array(0) };
    expect(chunkText('\u0000\u0001', { kind: 'plain', tokens: none }).map(({ content }) => content)).toEqual(['\u0000\u0001']);
  });
});

describe('options', () => {
  it('hold 200 tokens by default', () => {
    const text = manyWords(5000);
    const tokens = approximateTokenMap(text);
    const sizes = chunkText(text, { kind: 'plain', tokens }).map(({ startOffset, endOffset }) => countTokens(tokens, startOffset, endOffset));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(Math.max(...sizes)).toBeGreaterThan(180);
  });

  it.each([{ maxTokens: 0 }, { maxTokens: 1.5 }, { maxTokens: Number.NaN }, { overlapTokens: -1 }, { maxTokens: 10, overlapTokens: 6 }])('refuses %j', (options) => {
    expect(() => chunkText('text', { kind: 'plain', ...options })).toThrow(RangeError);
  });

  it('refuses the token map of another text', () => {
    expect(() => chunkText('short', { kind: 'plain', tokens: wordMap(manyWords(9)) })).toThrow(TypeError);
    expect(() => chunkText('short', { kind: 'plain', tokens: { starts: new Uint32Array(1), counts: new Uint32Array(2) } })).toThrow(/as many counts as starts/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '@ltmc/contracts';
import { fitAnswer } from '../src/answer-budget.js';
import { snippetOf } from '../src/snippet.js';

const answer = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({ results, truncated });
/** Four characters a token: near enough to a tokenizer for the property, and checkable. */
const countTokens = async (text: string): Promise<number> => Math.ceil(text.length / 4);
const tokensOf = (value: JsonObject): number => Math.ceil(JSON.stringify(value).length / 4);

describe('fitAnswer', () => {
  it('never exceeds the bound and keeps the best first', async () => {
    const items = fc.array(fc.record({ content: fc.string({ maxLength: 400 }) }), { maxLength: 12 });
    await fc.assert(fc.asyncProperty(items, fc.integer({ min: 20, max: 600 }), async (all, maxTokens) => {
      const fitted = await fitAnswer(all, answer, { maxTokens, countTokens });
      expect(tokensOf(fitted)).toBeLessThanOrEqual(maxTokens);
      const kept = fitted['results'] as readonly JsonObject[];
      // The first may be shortened when it is alone.
      expect(kept.slice(1)).toEqual(all.slice(1, kept.length));
    }));
  });

  it('adds nothing when all fits, and says so when it cut', async () => {
    const all = [{ content: 'a' }, { content: 'b'.repeat(2000) }];
    expect(await fitAnswer(all, answer, { maxTokens: 1000, countTokens })).toEqual({ results: all, truncated: false });
    expect(await fitAnswer(all, answer, { maxTokens: 100, countTokens })).toEqual({ results: [all[0]], truncated: true });
  });

  it('shortens the only hit instead of answering nothing, at the largest length that fits', async () => {
    const fitted = await fitAnswer([{ content: 'word '.repeat(500) }], answer, { maxTokens: 100, countTokens });
    expect(tokensOf(fitted)).toBe(100);
  });

  it('rather shows a little of the only hit than which words were respelled', async () => {
    const respelled = Array.from({ length: 20 }, () => ({ asked: 'qeue', searched: 'queue' }));
    const spelled = (results: readonly JsonObject[], truncated: boolean): JsonObject => ({ ...answer(results, truncated), respelled });
    expect(await fitAnswer([{ content: 'a' }], spelled, { maxTokens: 1000, countTokens })).toEqual({ results: [{ content: 'a' }], truncated: false, respelled });
    const fitted = await fitAnswer([{ content: 'word '.repeat(500) }], spelled, { maxTokens: 40, countTokens });
    expect(fitted).toEqual({ results: [{ content: expect.stringMatching(/^word .*…$/u) }], truncated: true });
    expect(tokensOf(fitted)).toBe(40);
    expect(await fitAnswer([], spelled, { maxTokens: 20, countTokens })).toEqual({ results: [], truncated: true });
  });

  it('does not cut an emoji in two', async () => {
    for (let maxTokens = 20; maxTokens < 40; maxTokens += 1) {
      const fitted = await fitAnswer([{ content: '😀'.repeat(500) }], answer, { maxTokens, countTokens });
      expect(JSON.stringify(fitted)).not.toMatch(/\\ud[89a-f]/);
    }
  });
});

describe('snippetOf', () => {
  const long = `${'filler words here '.repeat(40)}the vault code is kept elsewhere ${'and more text '.repeat(40)}`;

  it('shows the words asked for', () => {
    const snippet = snippetOf(long, 'where is the VAULT code');
    expect(snippet.length).toBeLessThan(300);
    expect(snippet).toMatch(/^….*filler.*…$/);
    expect(snippetOf(long, 'vault')).toContain('vault code');
  });

  it('starts at the start when nothing matches, and returns a short text whole', () => {
    expect(snippetOf(long, 'zebra').startsWith('filler words')).toBe(true);
    expect(snippetOf('short', 'x')).toBe('short');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropRepeated } from '../../src/recall/drop-repeated.js';
import { mergeSpans } from '../../src/recall/merge-spans.js';
import { passageText } from '../../src/recall/passage-text.js';

const TEXT = 'ab cd  ef gh ij kl mn op qr st';
const span = fc.tuple(fc.constantFrom('one', 'two'), fc.nat(20), fc.integer({ min: 1, max: 9 }), fc.nat(100)).map(([source, start, length, relevance], ) => ({
  source, start, end: start + length, relevance: relevance / 100, chunkIds: [start],
}));
const charactersOf = (spans: readonly { source: string; start: number; end: number }[]) =>
  spans.flatMap(({ source, start, end }) => Array.from({ length: end - start }, (_, index) => start + index).filter((at) => TEXT[at] !== ' ').map((at) => `${source}:${at}`));

describe('mergeSpans', () => {
  it('keeps every character, none twice, the most relevant first', () => {
    fc.assert(fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
      const merged = mergeSpans(spans, () => TEXT);
      const covered = charactersOf(merged);
      expect(new Set(covered)).toEqual(new Set(charactersOf(spans)));
      expect(new Set(covered).size).toBe(covered.length);
      expect(merged.map(({ relevance }) => relevance)).toEqual(merged.map(({ relevance }) => relevance).toSorted((a, b) => b - a));
      expect(Math.max(0, ...merged.map(({ relevance }) => relevance))).toBe(Math.max(0, ...spans.map(({ relevance }) => relevance)));
    }));
  });

  it('joins neighbours over white space and keeps what stands apart', () => {
    const spans = [{ source: 'a', start: 7, end: 9, relevance: 0.2, chunkIds: [2] }, { source: 'a', start: 0, end: 5, relevance: 0.9, chunkIds: [1] }, { source: 'a', start: 20, end: 22, relevance: 0.5, chunkIds: [5] }];
    expect(mergeSpans(spans, () => TEXT)).toEqual([{ source: 'a', start: 0, end: 9, relevance: 0.9, chunkIds: [1, 2] }, { ...spans[2] }]);
  });
});

describe('dropRepeated', () => {
  it('holds no text twice, and loses none', () => {
    const text = fc.array(fc.constantFrom('the first sentence stands here', 'a second one follows it', 'yes'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('. '));
    fc.assert(fc.property(fc.array(fc.record({ text, relevance: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 8 }), (items) => {
      const kept = dropRepeated(items);
      expect(new Set(kept.map((item) => item.text)).size).toBe(kept.length);
      for (const item of items) expect(kept.some((other) => other.text.includes(item.text) && other.relevance >= item.relevance)).toBe(true);
    }));
  });

  it('keeps a short answer that stands inside another text by chance', () => {
    expect(dropRepeated([{ text: 'yes', relevance: 0.9 }, { text: 'she said yes at once', relevance: 0.5 }])).toHaveLength(2);
  });
});

describe('passageText', () => {
  const text = 'Intro.\n\n```ts\nconst a = 1;\nconst b = 2;\n```\n\nOutro.';

  it('opens the code block that a passage begins in', () => {
    const start = text.indexOf('const b');
    expect(passageText(text, start, text.length)).toBe('```ts\nconst b = 2;\n```\n\nOutro.');
  });

  it('is the text as it stands elsewhere, without blank lines around it', () => {
    expect(passageText(text, 6, text.indexOf('const b'))).toBe('```ts\nconst a = 1;');
    expect(passageText('\n\n  indented\n', 0, 13)).toBe('  indented');
  });
});

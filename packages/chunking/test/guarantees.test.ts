import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateTokenMap } from '../src/approximate-token-map.js';
import { chunkText } from '../src/chunk-text.js';
import type { TextKind } from '../src/detect-kind.js';
import { countTokens, nastyText, wordMap } from './texts.js';

const kinds: readonly TextKind[] = ['markdown', 'code', 'chat', 'plain'];
const limits = fc.constantFrom([200, 32], [40, 10], [40, 0], [7, 3], [1, 0]);

describe.each(kinds)('any text read as %s', (kind) => {
  it('is covered to the last character, in order, by slices of itself', () => {
    fc.assert(
      fc.property(nastyText, limits, (text, [maxTokens = 1, overlapTokens = 0]) => {
        const chunks = chunkText(text, { kind, maxTokens, overlapTokens });
        expect(chunks.length > 0).toBe(text.trim() !== '');
        let covered = 0;
        let lastStart = -1;
        for (const { content, startOffset, endOffset } of chunks) {
          expect(content).toBe(text.slice(startOffset, endOffset));
          expect(content.trim()).not.toBe('');
          expect(startOffset).toBeGreaterThan(lastStart);
          expect(startOffset).toBeLessThanOrEqual(covered);
          expect(endOffset).toBeGreaterThan(covered);
          [covered, lastStart] = [endOffset, startOffset];
        }
        expect(covered).toBe(text.trim() === '' ? 0 : text.length);
      }),
      { numRuns: 400 },
    );
  });

  it('gives chunks of at most maxTokens, counted with the map it was given', () => {
    fc.assert(
      fc.property(nastyText, limits, fc.boolean(), (text, [maxTokens = 1, overlapTokens = 0], byWords) => {
        const tokens = byWords ? wordMap(text) : approximateTokenMap(text);
        for (const { startOffset, endOffset } of chunkText(text, { kind, tokens, maxTokens, overlapTokens })) {
          // A unit that alone is too large is cut inside; all its tokens are counted where it starts.
          const units = tokens.starts.filter((start) => start >= startOffset && start < endOffset).length;
          expect(units <= 1 || countTokens(tokens, startOffset, endOffset) <= maxTokens).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('repeats no more than overlapTokens of the chunk before, and never all of it', () => {
    fc.assert(
      fc.property(nastyText, limits, (text, [maxTokens = 1, overlapTokens = 0]) => {
        const tokens = wordMap(text);
        const chunks = chunkText(text, { kind, tokens, maxTokens, overlapTokens });
        chunks.slice(1).forEach((chunk, index) => {
          const before = chunks[index]?.endOffset ?? 0;
          expect(countTokens(tokens, chunk.startOffset, before)).toBeLessThanOrEqual(overlapTokens);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('is cut the same way every time', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(chunkText(text, { kind, maxTokens: 30 })).toEqual(chunkText(text, { kind, maxTokens: 30 }));
      }),
    );
  });

  it('keeps surrogate pairs together', () => {
    fc.assert(
      fc.property(nastyText, limits, (text, [maxTokens = 1, overlapTokens = 0]) => {
        for (const { startOffset, endOffset } of chunkText(text, { kind, maxTokens, overlapTokens })) {
          for (const offset of [startOffset, endOffset]) expect(/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(Math.max(0, offset - 1), offset + 1))).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('graphemes', () => {
  const grapheme = fc.constantFrom('a', ' ', 'é', '👨‍👩‍👧‍👦', '👍🏽', '🇩🇪', '#️⃣', '한', 'ก็', '各', '.', '\r\n');

  it.each(kinds)('stay whole where they fit (%s)', (kind) => {
    fc.assert(
      fc.property(fc.array(grapheme, { minLength: 1, maxLength: 200 }), (list) => {
        const text = `x${list.join('')}`;
        const borders = new Set(Array.from(new Intl.Segmenter('en').segment(text), ({ index }) => index));
        for (const { startOffset } of chunkText(text, { kind, maxTokens: 40, overlapTokens: 8 })) expect(borders).toContain(startOffset);
      }),
      { numRuns: 300 },
    );
  });
});

import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { manifest, tokenizerConfigPath, tokenizerPath } from '@ltmc/model-all-minilm-l6-v2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPieceTokenizer } from '../src/piece-tokenizer.js';
import { goldenTexts } from './golden.js';
import { NASTY, nastyText } from './nasty-text.js';

const parse = async (path: string): Promise<object> => JSON.parse(await readFile(path, 'utf8'));
const definition = await parse(tokenizerPath);
const config = await parse(tokenizerConfigPath);
const reference = new Tokenizer(definition, config);
const referenceIds = (text: string): number[] => reference.encode(text, { add_special_tokens: false }).ids;
const pieces = createPieceTokenizer(definition, config, manifest.specialTokenIds.unknown);
const allIds = (text: string): number[] => pieces.ids(text, Number.POSITIVE_INFINITY);

/** Runs to the end in the smallest slices. */
function mapOf(text: string): { starts: number[]; counts: number[] } {
  const mapping = pieces.startMap(text);
  for (;;) {
    const map = mapping.advance(0);
    if (map) return { starts: [...map.starts], counts: [...map.counts] };
  }
}
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe('token ids, piece by piece', () => {
  it.each(goldenTexts)('are those of the reference implementation: $text', ({ text, token_ids: expected }) => {
    const { start, end } = manifest.specialTokenIds;
    expect([start, ...pieces.ids(text, manifest.maxTokens - 2), end]).toEqual(expected);
  });

  it('are those of the tokenizer for every single character, alone and between letters', () => {
    const wrong: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += codePoint < 0x3000 || codePoint > 0xf8ff ? 1 : 37) {
      if (codePoint >= 0x2_0000 && codePoint % 997 !== 0) continue; // ideographs and private use: a sample
      const char = String.fromCodePoint(codePoint);
      const text = `a${char}b ${char} !${char}c`;
      if (String(allIds(text)) !== String(referenceIds(text))) wrong.push(codePoint.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  it.each(NASTY)('are those of the tokenizer for %j', (text) => {
    expect(allIds(text)).toEqual(referenceIds(text));
  });

  it('are those of the tokenizer for any text', () => {
    fc.assert(fc.property(nastyText, (text) => {
      expect(allIds(text)).toEqual(referenceIds(text));
    }), { numRuns: 3000 });
  });

  it('stop at the limit', () => {
    expect(pieces.ids('one two three four', 2)).toEqual(referenceIds('one two'));
  });
});

describe('token map', () => {
  it('adds up to the tokenizer\'s count, for the text and for every prefix that ends where a unit starts', () => {
    fc.assert(fc.property(nastyText, (text) => {
      const { starts, counts } = mapOf(text);
      expect(total(counts)).toBe(referenceIds(text).length);
      if (text.includes('Σ')) return; // its form depends on what a cut removes
      for (const [index, start] of starts.entries()) expect(referenceIds(text.slice(start)).length).toBe(total(counts.slice(index)));
    }), { numRuns: 1500 });
  });

  it('starts no unit inside a surrogate pair or on the mark of a character before it, and ascends', () => {
    const insidePair = /[\uD800-\uDBFF]$/;
    const somethingToStandOn = /[\p{L}\p{N}\p{P}\p{S}][^\s]*$/u;
    fc.assert(fc.property(nastyText, (text) => {
      const { starts } = mapOf(text);
      expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
      const cuts = starts.map((start) => ({ before: text.slice(0, start), after: text.slice(start) }));
      expect(cuts.filter(({ before, after }) => insidePair.test(before) && /^[\uDC00-\uDFFF]/.test(after))).toEqual([]);
      expect(cuts.filter(({ before, after }) => /^\p{M}/u.test(after) && somethingToStandOn.test(before))).toEqual([]);
    }));
  });

  it('places words, punctuation and ideographs', () => {
    expect(mapOf('Hi, 東京 unbelievable!')).toEqual({
      starts: [0, 2, 4, 5, 7, 19],
      counts: [1, 1, 1, 1, referenceIds('unbelievable').length, 1],
    });
  });

  it('keeps a keycap together and counts a special token once', () => {
    expect(mapOf('#\uFE0F\u20E3 [SEP]').starts).toEqual([0, 4]);
    expect(mapOf('[SEP]').counts).toEqual([1]);
  });

  it('has no unit in white space and none in nothing', () => {
    expect(mapOf(' \n\t\u3000 ')).toEqual({ starts: [], counts: [] });
    expect(mapOf('')).toEqual({ starts: [], counts: [] });
  });
});

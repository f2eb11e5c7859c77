import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approximateTokenMap } from '../src/approximate-token-map.js';
import { fitText } from '../src/fit-text.js';
import { openFenceAt } from '../src/open-fence.js';
import { sentencesOf } from '../src/sentences.js';
import { countTokens, manyWords, nastyText, wordMap } from './texts.js';

const fit = (text: string, maxTokens: number) => fitText(text, { tokens: wordMap(text), maxTokens });
const room = fc.integer({ min: 0, max: 120 });

describe('any text', () => {
  it('has at most maxTokens, counted anew', () => {
    fc.assert(
      fc.property(nastyText, room, fc.constantFrom(approximateTokenMap, wordMap), (text, maxTokens, mapOf) => {
        const { content, tokenCount } = fitText(text, { tokens: mapOf(text), maxTokens });
        expect(tokenCount).toBeLessThanOrEqual(maxTokens);
        expect(countTokens(mapOf(content), 0, content.length)).toBe(tokenCount);
      }),
      { numRuns: 1000 },
    );
  });

  it('is a beginning of itself and the line that closes its fence', () => {
    fc.assert(
      fc.property(nastyText, room, (text, maxTokens) => {
        const { content, endOffset, truncated } = fit(text, maxTokens);
        const body = text.slice(0, endOffset);
        const fence = openFenceAt(body);
        expect(content).toBe(fence === undefined ? body : `${body}\n${fence.closing}`);
        expect(openFenceAt(content)).toBeUndefined();
        expect(truncated).toBe(text.slice(endOffset).trim() !== '');
      }),
      { numRuns: 1000 },
    );
  });

  it('is never cut inside a word', () => {
    fc.assert(
      fc.property(nastyText, room, (text, maxTokens) => {
        const { endOffset } = fitText(text, { tokens: approximateTokenMap(text), maxTokens });
        fc.pre(endOffset > 0);
        const around = [...Array.from(text.slice(0, endOffset)).slice(-1), ...Array.from(text.slice(endOffset)).slice(0, 1)].join('');
        expect(around).not.toMatch(/^[^\s\p{Script=Han}][^\s\p{Script=Han}]$/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('is whole where there is room', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const needed = wordMap(text).counts.length + 8;
        expect(fit(text, needed)).toMatchObject({ truncated: false, endOffset: text.trimEnd().length });
      }),
    );
  });
});

it('uses the room: at least half of it in running text', () => {
  for (const maxTokens of [10, 37, 90]) expect(fit(manyWords(200), maxTokens).tokenCount).toBe(maxTokens);
});

it('ends with a sentence where one ends near', () => {
  expect(fit('One two three four. Five six seven eight. Nine ten eleven twelve.', 9).content).toBe('One two three four. Five six seven eight.');
});

it('leaves a fence out where it could not hold a line of code', () => {
  expect(fit('Some words before the code.\n\n```ts\nconst a = 1;\nconst b = 2;\n```\n', 7).content).toBe('Some words before the code.');
});

it('closes a fence that it cuts, with as many marks and as far in', () => {
  expect(fit('- code:\n  ````\n  a a\n  b b\n  c c\n  ````\n', 6).content).toBe('- code:\n  ````\n  a a\n  ````');
});

it('gives nothing rather than a part of a word', () => {
  const text = `${'x'.repeat(50_000)} rest`;
  expect(fitText(text, { tokens: { starts: Uint32Array.of(0, 50_001), counts: Uint32Array.of(40, 1) }, maxTokens: 20 })).toEqual({ content: '', endOffset: 0, tokenCount: 0, truncated: true });
});

it('parts Chinese between ideographs, which are written without spaces', () => {
  const text = '今天天气很好我们去公园';
  expect(fitText(text, { tokens: approximateTokenMap(text), maxTokens: 4 })).toMatchObject({ content: '今天天气', truncated: true });
});

describe('openFenceAt', () => {
  it('tells the fence that is open at an offset', () => {
    const text = 'a\n```ts\ncode\n```\nb\n~~~\nmore';
    expect(openFenceAt(text, text.indexOf('code'))).toMatchObject({ opening: '```ts', closing: '```', start: 2 });
    expect(openFenceAt(text, text.indexOf('b'))).toBeUndefined();
    expect(openFenceAt(text)).toMatchObject({ opening: '~~~', closing: '~~~' });
  });
});

describe('sentencesOf', () => {
  it('gives the sentences and lines without the white space around them', () => {
    const text = ' First one. Dr. No came!\n\n- an item\n```\ncode line\n```\n';
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(['First one.', 'Dr. No came!', '- an item', 'code line']);
  });
});

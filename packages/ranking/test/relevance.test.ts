import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentWords } from '../src/content-words.js';
import { linearScore, logisticScore, softmax } from '../src/linear-model.js';
import { relevanceFeatures } from '../src/relevance-features.js';

describe('contentWords', () => {
  it('leaves out what any sentence has, and gives each word once', () => {
    expect(contentWords('What did we say about the database and the other database?')).toEqual(['databas']);
  });

  it.each([
    ['deploys deployed deploying deployer', 1],
    ['policies policy', 1],
    ['caches cached caching cache', 1],
    ['running runs', 1],
    ['status stats', 2],
    ['bus buses', 1],
    ['port sport', 2],
  ])('takes endings off: %s', (text, different) => {
    expect(new Set(contentWords(text)).size).toBe(different);
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = contentWords(text);
      expect(new Set(words).size).toBe(words.length);
      expect(words).toEqual(contentWords(text.normalize('NFKC')));
    }));
  });
});

describe('relevanceFeatures', () => {
  const question = contentWords('Which port does the Redis server use?');

  it('is full coverage where all words are there, in any form', () => {
    expect(relevanceFeatures(question, { text: 'Redis servers used to listen on ports 6381', similarity: 0.6 })).toMatchObject({ similarity: 0.6, coverage: 1 });
  });

  it('counts the words of the title', () => {
    const text = 'It listens on port 6381.';
    const bare = relevanceFeatures(question, { text, similarity: null });
    expect(relevanceFeatures(question, { text, title: 'Redis', similarity: null }).coverage).toBeGreaterThan(bare.coverage);
    expect(bare.similarity).toBe(0);
  });

  it('never falls when a passage grows', () => {
    const words = fc.array(fc.constantFrom('redis', 'port', 'server', 'cat', 'use', '7'), { maxLength: 8 }).map((list) => list.join(' '));
    fc.assert(fc.property(words, words, (text, more) => {
      const shorter = relevanceFeatures(question, { text, similarity: 0 });
      const longer = relevanceFeatures(question, { text: `${text} ${more}`, similarity: 0 });
      expect(longer.coverage).toBeGreaterThanOrEqual(shorter.coverage);
    }));
  });
});

describe('linear models', () => {
  const model = { bias: -1, weights: { a: 2, b: -3 } };

  it('weighs features by name; what is not given counts nothing', () => {
    expect(linearScore(model, { a: 1, b: 0.5, c: 99 })).toBe(-0.5);
    expect(linearScore(model, {})).toBe(-1);
    expect(logisticScore(model, { a: 0.5 })).toBe(0.5);
  });

  it('makes probabilities that sum to 1 and keep the order', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -700, max: 700, noNaN: true }), { minLength: 1, maxLength: 8 }), (scores) => {
      const shares = softmax(scores);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      const best = scores.indexOf(Math.max(...scores));
      expect(shares[best]).toBe(Math.max(...shares));
    }));
  });
});

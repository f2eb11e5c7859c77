import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankByRelevance, type RelevanceCandidate } from '../src/relevance/rank-by-relevance.js';
import { loadRankingModel, parseRankingModel } from '../src/relevance/ranking-model.js';
import { RANKING_FEATURES, type RankingFeatures } from '../src/relevance/types.js';

const model = await loadRankingModel();
const message = (id: number, features: RankingFeatures): RelevanceCandidate => ({ id, kind: 'message', features });
const good: RankingFeatures = { words: 0.6, wordsWithNeighbours: 0.6, wordsAroundBest: 0.6, coverage: 0.7, coverageOfSurroundings: 0.8, meaningOfNeighbours: 0.4, meaningNearby: 0.3, meaningNearbyBest: 0.5, meaning: 0.6, tokens: 0.6, rareTokens: 0.7, tokensWithNeighbours: 0.6, tokensOfSurroundings: 0.7 };
const poor: RankingFeatures = { words: 0, wordsWithNeighbours: 0, coverageOfSurroundings: 0, meaning: 0.1, tokens: 0.1, rareTokens: 0.1, tokensWithNeighbours: 0.1, tokensOfSurroundings: 0.1 };

const feature = fc.double({ min: -1, max: 3, noNaN: true });
const candidates = fc.uniqueArray(
  fc.record({ id: fc.nat(99), kind: fc.constantFrom('message' as const, 'memory' as const, 'todo' as const, 'pattern' as const), features: fc.dictionary(fc.constantFrom(...RANKING_FEATURES), feature) }),
  { selector: ({ id }) => id, maxLength: 15 },
);

describe('rankByRelevance', () => {
  it('puts what matches above what does not, with a probability to match', () => {
    const [first, second] = rankByRelevance([message(1, poor), message(2, good)], model);
    expect(first?.candidate.id).toBe(2);
    // Far apart, as the odds are: the fixture's features are middling, and most units of any record answer nothing.
    expect(first?.probability ?? 0).toBeGreaterThan(0.1);
    expect(second?.probability ?? 1).toBeLessThan((first?.probability ?? 0) / 20);
  });

  it('keeps equals in the order of their ids', () => {
    expect(rankByRelevance([7, 3, 5].map((id) => message(id, good)), model).map(({ candidate }) => candidate.id)).toEqual([3, 5, 7]);
  });

  it('ranks a unit without signature, or without vector, by what it has, as if it were alone', () => {
    const unsigned = Object.fromEntries(Object.entries(good).filter(([name]) => !name.toLowerCase().includes('tokens')));
    const unembedded = Object.fromEntries(Object.entries(unsigned).filter(([name]) => !name.startsWith('meaning')));
    const middling = { ...poor, tokens: 0.4, rareTokens: 0.4, tokensWithNeighbours: 0.4, tokensOfSurroundings: 0.4 };
    const ranked = rankByRelevance([message(1, middling), message(2, good), message(3, unsigned), message(4, unembedded)], model);
    expect(ranked.map(({ candidate }) => candidate.id).at(-1)).toBe(1);
    for (const alone of ranked) expect(rankByRelevance([alone.candidate], model)[0]?.score).toBe(alone.score);
    const { 'tokens': _tokens, ...shares } = ranked.find(({ candidate }) => candidate.id === 3)?.shares ?? {};
    expect(_tokens).toBeUndefined();
    expect(shares).toHaveProperty('meaningNearby');
  });

  it('has weights of its own where no candidate has a vector', () => {
    const [withoutVectors] = rankByRelevance([message(1, { words: 0.6 })], model);
    expect(withoutVectors?.shares).not.toHaveProperty('meaning');
    expect(rankByRelevance([message(1, { words: 0.6, meaning: 0.5 })], model)[0]?.shares).not.toHaveProperty('tokens');
  });

  it('loses none, orders whatever the order before, and gives shares that sum to the score, a probability that follows it', () => {
    fc.assert(fc.property(candidates, (list) => {
      const ranked = rankByRelevance(list, model);
      expect(rankByRelevance(list.toReversed(), model)).toEqual(ranked);
      expect(new Set(ranked.map(({ candidate }) => candidate))).toEqual(new Set(list));
      ranked.forEach(({ score, shares, probability }, place) => {
        expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 9);
        expect(probability).toBeCloseTo(1 / (1 + Math.exp(-score)), 12);
        expect(score).toBeGreaterThanOrEqual(ranked[place + 1]?.score ?? -Infinity);
      });
    }));
  });
});

describe('the weights', () => {
  it('are of features that exist', () => {
    const names = new Set<string>(RANKING_FEATURES);
    const used = Object.values(model.kinds).flatMap((kind) => Object.values(kind).flatMap(({ weights, usual }) => [...Object.keys(weights), ...Object.keys(usual)]));
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((name) => !names.has(name))).toEqual([]);
  });

  it.each([null, {}, { kinds: { message: {}, memory: {} } }])('refuses %j', (value) => {
    expect(() => parseRankingModel(value)).toThrow(TypeError);
  });

  it('refuses a competition that would turn the order round', () => {
    expect(() => parseRankingModel({ ...model, competition: { ...model.competition, slope: -1 } })).toThrow(/slope of competition is -1/);
    expect(() => parseRankingModel({ kinds: model.kinds })).toThrow(/needs competition/);
  });

  it('refuses what is no number', () => {
    const broken = structuredClone(model);
    Reflect.set(broken.kinds.memory.all.weights, 'words', '1');
    expect(() => parseRankingModel(broken)).toThrow(/words is 1, not a number/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diversify } from '../src/diversify.js';
import { fuse } from '../src/fuse.js';
import { rankByRelevance } from '../src/relevance/rank-by-relevance.js';
import { inverseDocumentFrequency, rankingFeatures } from '../src/relevance/ranking-features.js';
import { loadRankingModel } from '../src/relevance/ranking-model.js';
import type { RankingQuery, RankingUnit } from '../src/relevance/types.js';

const model = await loadRankingModel();
const query: RankingQuery = { text: 'who painted the kitchen', words: [{ word: 'painted', rarity: 4 }, { word: 'kitchen', rarity: 3 }], averageLength: 8 };
const unit = (id: number, over: Partial<RankingUnit> = {}): RankingUnit =>
  ({ id, kind: 'message', text: 'so it goes', cosine: 0.3, tokenCosines: Float32Array.of(0.3, 0.3), previousId: null, nextId: null, isFirst: false, atMs: null, ...over });

/** Ids, best first. */
function rank(units: readonly RankingUnit[], asked: RankingQuery = query): number[] {
  const features = rankingFeatures(asked, units);
  return rankByRelevance(units.map(({ id, kind }, place) => ({ id, kind, features: features[place] ?? {} })), model).map(({ candidate }) => candidate.id);
}

describe('nothing', () => {
  it('to rank is no ranking, whatever is asked', () => {
    expect(fuse([])).toEqual([]);
    expect(rank([])).toEqual([]);
    expect(diversify([], { setBack: () => 1, limit: 10 })).toEqual([]);
  });

  it('known of a unit leaves it in the ranking', () => {
    const bare = { text: null, cosine: null, tokenCosines: null };
    expect(rank([unit(1, bare)])).toEqual([1]);
    expect(rank([unit(1, bare), unit(2, bare), unit(3, { text: 'I painted the kitchen', cosine: 0.8, tokenCosines: Float32Array.of(0.95, 0.95) })])).toEqual([3, 1, 2]);
  });

  it('asked that could be looked for ranks by what else is known', () => {
    const empty: RankingQuery = { text: '🎉', words: [], averageLength: 8, tokenWords: [] };
    expect(rank([unit(1, { cosine: 0.1 }), unit(2, { cosine: 0.9 })].map((one) => ({ ...one, tokenCosines: null })), empty)).toEqual([2, 1]);
    expect(rank([unit(1, { tokenCosines: new Float32Array() }), unit(2, { tokenCosines: new Float32Array() })], empty)).toEqual([1, 2]);
  });
});

describe('equals', () => {
  it('by the thousand come in the order of their ids, whatever the order before', () => {
    const ids = Array.from({ length: 5000 }, (_, place) => (place * 1999) % 5000);
    const inOrder = ids.toSorted((a, b) => a - b);
    expect(rank(ids.map((id) => unit(id)))).toEqual(inOrder);
    expect(fuse(ids.map((id) => ({ id, semantic: 0.5, keyword: 2 }))).map(({ candidate }) => candidate.id)).toEqual(inOrder);
    expect(fuse(ids.map((id) => ({ id, semantic: 0, keyword: 0 }))).map(({ candidate }) => candidate.id)).toEqual(inOrder);
  });

  it('but for one that answers let it through to the first place', () => {
    const units = Array.from({ length: 5000 }, (_, id) => unit(id, id === 4321 ? { text: 'Ben painted the kitchen', cosine: 0.8, tokenCosines: Float32Array.of(0.95, 0.95) } : {}));
    expect(rank(units)[0]).toBe(4321);
  });
});

describe('a unit or a question of any length', () => {
  it('has features that are finite, from no term to a hundred thousand', () => {
    const words = Array.from({ length: 128 }, (_, n) => ({ word: `word${n}`, rarity: inverseDocumentFrequency(1000, n) }));
    const long: RankingQuery = { text: words.map(({ word }) => word).join(' ').repeat(40), words, averageLength: 1, tokenWords: words.map(({ word }) => word) };
    const units = [unit(1, { text: '' }), unit(2, { text: 'word7' }), unit(3, { text: 'word7 '.repeat(100_000) })].map((one) => ({ ...one, tokenCosines: new Float32Array(128).fill(0.2) }));
    const features = rankingFeatures(long, units);
    expect(features.flatMap((of) => Object.values(of)).filter((value) => value !== undefined && !Number.isFinite(value))).toEqual([]);
    expect(features[1]?.words ?? 0).toBeGreaterThan(features[0]?.words ?? 1);
    expect(rank(units, long)).toHaveLength(3);
  });

  it('whose neighbours are missing, itself or a ring is ranked like any other', () => {
    expect(rank([unit(1, { previousId: 1, nextId: 1 }), unit(2, { previousId: 99, nextId: 98 }), unit(3, { previousId: 4, nextId: 4 }), unit(4, { previousId: 3, nextId: 3 })]).toSorted()).toEqual([1, 2, 3, 4]);
  });
});

it('signatures missing for some drop nobody, and leave the order of those that have none among each other', () => {
  const cosine = fc.float({ min: -1, max: 1, noNaN: true });
  fc.assert(fc.property(fc.array(fc.record({ cosine, token: cosine, isSigned: fc.boolean() }), { minLength: 1, maxLength: 30 }), (list) => {
    const units = list.map(({ cosine, token, isSigned }, id) => unit(id, { cosine, tokenCosines: isSigned ? Float32Array.of(token, token) : null }));
    const ranked = rank([unit(1000), ...units]);
    expect(ranked.toSorted((a, b) => a - b)).toEqual([...units.map(({ id }) => id), 1000]);
    const unsigned = units.filter(({ tokenCosines }) => tokenCosines === null);
    const alone = new Set(unsigned.map(({ id }) => id));
    expect(ranked.filter((id) => alone.has(id))).toEqual(rank([unit(1000), ...unsigned]).filter((id) => alone.has(id)));
  }));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseDocumentFrequency, rankingFeatures } from '../src/relevance/ranking-features.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from '../src/relevance/types.js';

const DAY = 86_400_000;
const query: RankingQuery = {
  text: 'When did Monica paint the blue kitchen?',
  words: [{ word: 'monica', rarity: 2 }, { word: 'paint', rarity: 4 }, { word: 'blue', rarity: 3 }, { word: 'kitchen', rarity: 3 }],
  averageLength: 8,
};
const unit = (id: number, over: Partial<RankingUnit> = {}): RankingUnit =>
  ({ id, kind: 'message', text: '', cosine: null, tokenCosines: null, previousId: null, nextId: null, isFirst: false, atMs: null, ...over });
const only = (over: Partial<RankingUnit>, asked: Partial<RankingQuery> = {}): RankingFeatures => rankingFeatures({ ...query, ...asked }, [unit(1, over)])[0] ?? {};

describe('words', () => {
  it('count as the share of the question that is there, rare ones more, in any form', () => {
    expect(only({ text: 'Painted it' }).coverage).toBeCloseTo(4 / 12);
    expect(only({ text: 'Painted it' }).words ?? 0).toBeGreaterThan(only({ text: 'Monica did' }).words ?? 0);
    expect(only({ text: 'nothing of it' }).words).toBe(0);
  });

  it('are a phrase when they stand together in order', () => {
    expect(only({ text: 'the blue kitchen' }).phrase).toBeCloseTo(3 / 8);
    expect(only({ text: 'kitchen, blue' }).phrase).toBe(0);
  });

  it('that are quoted count where they stand word for word, whatever quotation marks are typed', () => {
    const quoted = (asked: string, text: string): number | undefined => only({ text }, { text: asked }).quoted;
    for (const asked of ['who said "the blue kitchen"?', 'who said “The Blue Kitchen”?', 'wer sagte „the blue kitchen“', 'qui a dit «the blue kitchen» ?']) {
      expect([quoted(asked, 'in the blue kitchen, she said'), quoted(asked, 'the kitchen is blue'), quoted(asked, 'the big blue kitchen')]).toEqual([1, 0, 0]);
    }
    expect(quoted('"blue kitchen" or "red door"', 'a red door')).toBe(0.5);
    expect([quoted('a "word" alone', 'a word alone'), quoted("Monica's and Rachel's", "s and Rachel's"), quoted('nothing', 'nothing')]).toEqual([0, 0, 0]);
  });

  it('of a name of code count where they stand as they are in it', () => {
    const quoted = (asked: string, text: string): number | undefined => only({ text }, { text: asked }).quoted;
    for (const [asked, there, other] of [
      ['where is user_keys set?', 'it reads user_keys once', 'the keys of a user'], ['does json.loads fail', 'json.loads(text)', 'loads of json'], ['std::vector', 'a std::vector<int>', 'a vector of std'],
      ['what is in src/auth/token.ts', 'see src/auth/token.ts', 'src of auth, a token ts'], ['since 6.15.0', 'version 6.15.0', '6.0.15'],
    ] as const) expect([asked, quoted(asked, there), quoted(asked, other)]).toEqual([asked, 1, 0]);
    expect([quoted(`${'a/'.repeat(20_000)}b`, 'b'), quoted(`${'ab-'.repeat(20_000)}c.d`, 'c.d')]).toEqual([0, 0]);
    expect([quoted('an office of the U.S.', 'the U.S. office'), quoted('e.g. this.', 'e.g. this'), quoted('parseHttpRequest', 'parseHttpRequest'), quoted('and/or', 'and/or'), quoted('well-known', 'well-known')]).toEqual([0, 0, 0, 0, 0]);
  });

  it('of a search for a word or two count by whether they are there', () => {
    const lookedUp = (text: string, asked: string, words = asked.toLowerCase().split(' ')): number | undefined => only({ text }, { text: asked, words: words.map((word, place) => ({ word, rarity: 1 + place })) }).lookedUp;
    expect([lookedUp('Painted blue', 'blue paint'), lookedUp('a blue one', 'blue paint'), lookedUp('red', 'blue paint'), lookedUp('Kitchens', 'kitchen')]).toEqual([1, 0.5, 0, 1]);
    expect([lookedUp('blue kitchen paint', 'blue kitchen paint'), lookedUp('会议改到星期四', '会议改到星期四了吗', ['会议改到星期四了吗']), lookedUp('会议改到星期四', '会议', ['会议'])]).toEqual([0, 0, 1]);
  });

  it('of a neighbour count for the unit, less than its own', () => {
    const [asked, answer, other] = rankingFeatures(query, [unit(1, { text: 'who painted the kitchen', nextId: 2 }), unit(2, { text: 'me, yes', previousId: 1 }), unit(3, { text: 'me, yes' })]);
    expect(answer?.wordsWithNeighbours ?? 0).toBeGreaterThan(other?.wordsWithNeighbours ?? 0);
    expect(answer?.wordsWithNeighbours ?? 0).toBeLessThan(asked?.wordsWithNeighbours ?? 0);
    expect(answer?.words).toBe(0);
    expect(answer?.wordsAroundBest).toBeCloseTo(asked?.wordsWithNeighbours ?? 0);
  });

  const chain = (length: number, over: (at: number) => Partial<RankingUnit>): RankingFeatures[] =>
    rankingFeatures(query, Array.from({ length }, (_, id) => unit(id, { previousId: id - 1, nextId: id + 1, ...over(id) })));

  it('that stand up to five places away cover the question too, the further away the less', () => {
    const first = (at: number): number => chain(9, (id) => ({ text: id === at ? 'paint' : 'so' }))[0]?.coverageOfSurroundings ?? 0;
    expect(first(0)).toBeCloseTo(4 / 12);
    expect(first(1)).toBeCloseTo((4 / 12) * 0.85);
    expect(first(5)).toBeCloseTo((4 / 12) * 0.85 ** 5);
    expect(first(6)).toBe(0);
    // What one place has and another lacks comes together, and the same word counts where it is nearest.
    expect(chain(3, (id) => ({ text: ['paint', 'so', 'blue paint'][id] ?? '' }))[1]?.coverageOfSurroundings).toBeCloseTo((0.85 * 7) / 12);
  });

  it('make the talk around a unit worth more up to twelve places away', () => {
    const first = (at: number): number => chain(16, (id) => ({ text: id === at ? 'paint' : 'so' }))[0]?.wordsAroundBest ?? 0;
    expect(first(12)).toBeGreaterThan(0);
    expect(first(14)).toBe(0); // the thirteenth still has it as a neighbour, and is itself too far
  });

  it('two to five places away are nearby, those further off are not', () => {
    const first = (at: number): RankingFeatures | undefined => chain(9, (id) => ({ cosine: id === at ? 0.8 : 0 }))[0];
    expect([1, 2, 5, 6].map((at) => (first(at)?.meaningNearbyBest ?? 0) > 0)).toEqual([false, true, true, false]);
    expect(first(2)?.meaningNearby ?? 0).toBeGreaterThan(first(5)?.meaningNearby ?? 0);
  });

  it('of a script without spaces are found inside a sentence', () => {
    const words = [{ word: '厨房', rarity: 3 }];
    expect(only({ text: '莫妮卡把厨房漆成了蓝色' }, { words }).coverage).toBe(1);
    expect(only({ text: '莫妮卡把房子卖了' }, { words }).coverage).toBe(0);
  });
});

describe('signals', () => {
  it('that a unit lacks are absent', () => {
    const bare = only({ text: 'paint' });
    expect([bare.meaning, bare.tokens]).toEqual([undefined, undefined]);
    expect(only({ cosine: 0.4 })).toMatchObject({ meaning: 0.4, meaningOfPassage: 0.4 });
  });

  it('of tokens weigh rare words more, and take the better of the unit and, a little less, its neighbours', () => {
    const units = [
      unit(1, { tokenCosines: Float32Array.of(1, 0), nextId: 2 }),
      unit(2, { tokenCosines: Float32Array.of(0, 1), previousId: 1 }),
    ];
    const [first, second] = rankingFeatures({ ...query, tokenWords: ['monica', 'paint'] }, units);
    expect(first).toMatchObject({ tokens: 0.5, tokensWithNeighbours: expect.closeTo(0.95) });
    expect(first?.rareTokens).toBeCloseTo(1 / 3);
    expect(second?.rareTokens).toBeCloseTo(2 / 3);
    expect(rankingFeatures(query, units)[0]?.rareTokens).toBe(0.5);
  });

  it('of tokens up to five places away come together, the further away the less', () => {
    const far = (distance: number): number => {
      const units = Array.from({ length: 8 }, (_, id) => unit(id, { tokenCosines: Float32Array.of(Number(id === 0), Number(id === distance)), previousId: id - 1, nextId: id + 1 }));
      return rankingFeatures({ ...query, tokenWords: ['paint', 'paint'] }, units)[0]?.tokensOfSurroundings ?? 0;
    };
    expect([1, 5, 6].map(far)).toEqual([1, 5, 6].map((distance) => expect.closeTo(0.5 + (distance > 5 ? 0 : 0.5 * 0.93 ** distance))));
  });
});

describe('shape', () => {
  it('tells what follows a question, the more it asks the same, and a speaker who is named', () => {
    const tokens = (cosine: number): Partial<RankingUnit> => ({ tokenCosines: Float32Array.of(cosine) });
    const [, answer, other] = rankingFeatures({ ...query, tokenWords: ['paint'] }, [
      unit(1, { text: 'Monica: who painted it?', nextId: 2, ...tokens(0.7) }), unit(2, { text: 'Ross: me', previousId: 1, nextId: 3, ...tokens(0.2) }), unit(3, { text: 'Joey: no', previousId: 2, ...tokens(0.1) }),
    ]);
    expect(answer).toMatchObject({ afterQuestion: 1, afterMatchingQuestion: expect.closeTo(0.7), speakerBefore: 1 });
    expect(other).toMatchObject({ afterQuestion: 0, afterMatchingQuestion: 0, speakerBefore: 0 });
  });

  it('tells how many of the names asked for are there', () => {
    expect(only({ text: 'ask Monica' }).names).toBe(1);
    expect(only({ text: 'ask her' }).names).toBe(0);
    expect(only({ text: 'ask Monica' }, { text: 'who painted it' }).names).toBe(0);
  });

  it('takes what is of a date that the question names for saying it, and leaves what is of another day as it is', () => {
    const asked = { times: [{ fromMs: 5 * DAY, untilMs: 6 * DAY }], tokenWords: ['the', 'blue', 'kitchen', 'march', '2025'], dateWords: ['march', '2025'] };
    const tokensAt = (atMs: number | null, over: Partial<typeof asked> = {}): number | undefined => only({ atMs, tokenCosines: Float32Array.of(0.2, 0.6, 0.7, 0.5, 0.5) }, { ...asked, ...over }).tokens;
    expect(tokensAt(5 * DAY)).toBeCloseTo(3.5 / 5);
    for (const at of [null, 4 * DAY, 6 * DAY]) expect(tokensAt(at)).toBeCloseTo(2.5 / 5);
    expect(tokensAt(5 * DAY, { dateWords: [] })).toBeCloseTo(2.5 / 5);
  });

  it('takes what is of another time than one told from an event for not naming the event', () => {
    const asked = { times: [{ fromMs: 5 * DAY, untilMs: 6 * DAY }], tokenWords: ['before', 'the', 'trip'], eventWords: ['the', 'trip'] };
    const tokensAt = (atMs: number | null, over: Partial<typeof asked> = {}): number | undefined => only({ atMs, tokenCosines: Float32Array.of(0.3, 0.6, 0.9) }, { ...asked, ...over }).tokens;
    expect([5 * DAY, null].map((at) => tokensAt(at))).toEqual([tokensAt(5 * DAY, { eventWords: [] }), tokensAt(null, { eventWords: [] })]);
    expect(tokensAt(9 * DAY)).toBeCloseTo(0.1);
    // It is not known when the event was.
    expect(tokensAt(9 * DAY, { times: [] })).toBeCloseTo(0.6);
  });

  it('tells how new a unit is where the question asks how things stand now', () => {
    const ages = (nowMs?: number) => [1000 * DAY, 940 * DAY, 0, 1001 * DAY, null].map((atMs) => only({ atMs }, nowMs === undefined ? {} : { nowMs }).newness);
    expect(ages()).toEqual([0, 0, 0, 0, 0]);
    const [now = 0, monthsAgo = 0, yearsAgo = 0, tomorrow, unknown] = ages(1000 * DAY);
    expect([now, tomorrow, unknown]).toEqual([1, 1, 0]);
    expect(monthsAgo).toBeCloseTo(0.5, 1);
    expect(yearsAgo).toBeCloseTo(0.16, 1);
    expect(only({ atMs: 0 }, { nowMs: 9000 * DAY }).newness).toBe(0);
  });

  it('tells questions, speakers who are named, and the time asked about', () => {
    expect(only({ text: 'Monica: why?' })).toMatchObject({ question: 1, speaker: 1, time: 0 });
    expect(only({ text: 'Ross: Monica did' })).toMatchObject({ question: 0, speaker: 0 });
    expect(only({ text: 'Monica: me', kind: 'memory' }).speaker).toBe(0);
    const times = [{ fromMs: 5 * DAY, untilMs: 6 * DAY }];
    expect([4, 5, 6].map((day) => only({ atMs: day * DAY }, { times }).time)).toEqual([0, 1, 0]);
  });
});

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('', '🎉🎉', '?', 'the of and', 'paint '.repeat(5000), '厨房'.repeat(400)));
const cosine = fc.option(fc.float({ min: -1, max: 1, noNaN: true }));
const units = fc.uniqueArray(
  fc.record({
    id: fc.nat(12), text: fc.option(text), cosine, tokenCosines: fc.option(fc.float32Array({ minLength: 3, maxLength: 3, min: -1, max: 1, noNaN: true })),
    previousId: fc.option(fc.nat(12)), nextId: fc.option(fc.nat(12)), isFirst: fc.boolean(), atMs: fc.option(fc.nat()), kind: fc.constantFrom('message' as const, 'memory' as const, 'todo' as const),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);

describe('any input', () => {
  it('gives finite numbers, one set a unit, whatever stands beside what', () => {
    fc.assert(fc.property(text, fc.array(fc.record({ word: text, rarity: fc.double({ min: -1, max: 12, noNaN: true }) }), { maxLength: 6 }), fc.constantFrom(0, 1, 30), units, (asked, words, averageLength, list) => {
      const all = rankingFeatures({ text: asked, words, averageLength, tokenWords: ['a', 'b', 'c'] }, list);
      expect(all).toHaveLength(list.length);
      for (const features of all) expect(Object.values(features).filter((value) => value !== undefined).every(Number.isFinite)).toBe(true);
    }), { numRuns: 60 });
  });

  it('a rarer word has a higher inverse document frequency, and none a negative one', () => {
    expect(inverseDocumentFrequency(1000, 1)).toBeGreaterThan(inverseDocumentFrequency(1000, 100));
    expect(inverseDocumentFrequency(1000, 1000)).toBeGreaterThan(0);
    expect(inverseDocumentFrequency(0, 0)).toBeGreaterThan(0);
  });

  it('a word of the only text of a record counts for much, beside one that no text has', () => {
    expect(inverseDocumentFrequency(1, 1)).toBeGreaterThan(0.7 * inverseDocumentFrequency(1, 0));
    expect(inverseDocumentFrequency(10, 1)).toBeGreaterThan(inverseDocumentFrequency(10, 10));
  });
});

describe('use', () => {
  const used = (...uses: readonly { likeness: number; strength: number }[]): RankingFeatures => only({ uses });

  it('counts by what was most like the question, and a little by how often', () => {
    expect(only({})).toMatchObject({ usedForSuch: 0, usedOften: 0 });
    expect(used({ likeness: 1, strength: 0.5 })).toMatchObject({ usedForSuch: 0.5, usedOften: expect.closeTo(1 / 6) });
    expect(used({ likeness: 0.5, strength: 1 }).usedForSuch).toBe(0.25);
    expect(used({ likeness: 0.2, strength: 1 }, { likeness: 0.8, strength: 1 }, { likeness: 0, strength: 1 })).toMatchObject({ usedForSuch: expect.closeTo(0.64), usedOften: expect.closeTo(3 / 8) });
    expect(used(...Array.from({ length: 1000 }, () => ({ likeness: 0, strength: 1 })))).toMatchObject({ usedForSuch: 0, usedOften: expect.closeTo(1, 1) });
  });
});

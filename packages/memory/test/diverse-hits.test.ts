import { describe, expect, it } from 'vitest';
import { context, openTestMemory } from './open-memory.js';

const scoresOf = (hits: readonly { readonly score: number }[]): number[] => hits.map(({ score }) => score);

describe('an answer', () => {
  it('of ten is not ten parts of one document', async () => {
    await using test = await openTestMemory();
    const part = (n: number): string => `## Part ${n}\n\n${`The harbour crane number ${n} lifts containers from ships. `.repeat(25)}`;
    const { chunksCreated } = await test.store('cranes', Array.from({ length: 14 }, (_, n) => part(n)).join('\n\n'));
    expect(chunksCreated).toBeGreaterThan(10);
    await Promise.all(['gate', 'office', 'weather'].map((name) => test.store(name, `Of the ${name}: a crane in the harbour was seen there.`)));
    for (const mode of ['hybrid', 'keyword', 'semantic'] as const) {
      const hits = await test.search('Which crane in the harbour lifts containers from ships?', { mode });
      expect(new Set(hits.map(({ fileName }) => fileName))).toEqual(new Set(['cranes', 'gate', 'office', 'weather']));
      expect(hits).toHaveLength(10); // what is left of the place goes to further parts
      expect(scoresOf(hits)).toEqual(scoresOf(hits).toSorted((a, b) => b - a));
      for (const { score, why } of hits) expect(Object.values(why).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 6);
    }
  });

  it('tells a fact and its near-duplicate not in a row, and drops neither', async () => {
    await using test = await openTestMemory();
    const fact = 'The harbour master signs the weekly list of all arriving ships and containers on Monday morning before the first crane moves';
    await test.store('old', `${fact} today.`);
    await test.store('new', `${fact}.`);
    await Promise.all(['a clerk', 'an officer', 'the captain', 'the mayor'].map((who, n) => test.store(`other-${n}`, `A list of arriving ships is also signed by ${who} on another day.`)));
    const names = (await test.search('Who signs the weekly list of arriving ships and containers on Monday morning?')).map(({ fileName }) => fileName);
    const [first, second] = ['old', 'new'].map((name) => names.indexOf(name)).toSorted((a, b) => a - b);
    expect([first, second]).toEqual([0, 4]);
  });

  it('gives two messages that say the same both, in one conversation', async () => {
    await using test = await openTestMemory();
    for (const content of ['ann: the deploy is done', 'bob: the deploy is done']) await test.memory.chats.log(context, { conversationId: 'talk', content, wait: 'searchable' });
    const { hits } = await test.memory.search(context, { query: 'is the deploy done?', kinds: ['message'] });
    expect(hits).toHaveLength(2);
  });
});

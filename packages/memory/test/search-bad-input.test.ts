import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbedder } from '@ltmc/embedding';
import { context, silent } from './open-memory.js';
import { expectSound, MODES, openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

const embedder = createEmbedder({ logger: silent });
afterAll(() => embedder.close());

const TURNS = [
  'Ann: Who has painted the kitchen?', 'Ben: Me.', 'Ann: It is far too yellow 🎨', 'Carla: エレベーターは故障しています。', 'Dov: 会议改到星期四下午三点。', 'Emil: กุญแจอยู่ใต้กระถางต้นไม้',
  'Ann: The lift in building seven is out of order.', 'Ben: to be or not to be', 'Carla: 🎉🎉🎉', 'Dov: A', 'Emil: The invoice of the plumber is due on Friday.',
];
const LONG_QUERY = `Who has painted the kitchen? ${'and then what else was said there '.repeat(715)}`;

describe('an index', () => {
  it('that is empty has no hits and lacks nothing, whatever is searched', async () => {
    await using world = await openSearchWorld({ embedder });
    for (const mode of MODES) {
      expect(await world.ask('Who has painted the kitchen?', { mode })).toEqual([]);
      expect(await world.ask('kitchen', { mode, conversationId: 'talk' })).toEqual([]);
      expect(await world.ask('kitchen', { mode, kinds: ['memory', 'message', 'todo', 'pattern'], topK: 100 })).toEqual([]);
    }
    await world.remember({ a: 'Ben has painted the kitchen.' });
    await world.memory.forget(context, { fileName: 'a' });
    for (const mode of MODES) expect(await world.ask('Who has painted the kitchen?', { mode })).toEqual([]);
  });

  it('of one unit gives that unit, once, and by words only what shares one', async () => {
    await using world = await openSearchWorld({ embedder });
    await world.remember({ a: 'Ben has painted the kitchen.' });
    for (const mode of MODES) {
      const hits = await world.ask('Who has painted the kitchen?', { mode, topK: 100 });
      expect(hits.map(({ fileName }) => fileName)).toEqual(['a']);
      expectSound(hits);
    }
    expect(await world.ask('Which ships left the harbour?', { mode: 'keyword' })).toEqual([]);
    expect(await world.ask('kitchen', { conversationId: 'talk' })).toHaveLength(1);
  });
});

describe('an odd query', () => {
  let world: SearchWorld;
  beforeAll(async () => {
    world = await openSearchWorld({ embedder });
    await world.say('talk', TURNS);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());
  const ask = (query: string, mode: (typeof MODES)[number], topK = 20) => world.ask(query, { mode, topK, kinds: ['message'], conversationId: 'talk' });

  it.each([
    ['of one letter', 'A'], ['of one word', 'kitchen'], ['of 5,000 words', LONG_QUERY], ['of stop words', 'what is it to be or not'], ['of emoji', '🎉🎉 🎨'], ['of marks', '?!… (—) "" * ^'],
    ['in Japanese', 'エレベーターは動いていますか'], ['in Thai', 'กุญแจอยู่ที่ไหน'], ['of one ideograph', '会'], ['of words nobody said', 'xylophone quark zeppelin'], ['of words that are operators', 'NOT kitchen AND NEAR(OR'],
  ])('%s has an answer in its order, and the same one again', async (_, query) => {
    for (const mode of MODES) {
      const hits = await ask(query, mode);
      expectSound(hits);
      expect(await ask(query, mode)).toEqual(hits);
    }
    // By meaning something is always nearest.
    expect(await ask(query, 'semantic')).toHaveLength(TURNS.length);
    expect(await ask(query, 'hybrid')).toHaveLength(TURNS.length);
  });

  it.each([
    ['Who has painted the kitchen?', 'Ben: Me.'], ['A', 'Dov: A'], [LONG_QUERY, 'Ann: Who has painted the kitchen?'], ['エレベーターは動いていますか', 'Carla: エレベーターは故障しています。'],
    ['会议什么时候', 'Dov: 会议改到星期四下午三点。'], ['กุญแจอยู่ที่ไหน', 'Emil: กุญแจอยู่ใต้กระถางต้นไม้'], ['to be or not to be', 'Ben: to be or not to be'],
  ])('%.24s finds %s', async (query, wanted) => {
    const hits = await ask(query, 'hybrid', 3);
    expect(hits.map(({ content }) => content)).toContain(wanted);
  });
});

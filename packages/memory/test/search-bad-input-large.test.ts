import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { context } from './open-memory.js';
import { expectSound, MODES, openSearchWorld, type SearchWorld } from './search-bad-input-world.js';

const NAMES = ['Ann', 'Ben', 'Carla', 'Dov', 'Emil'];
const THINGS = ['harbour', 'boiler', 'invoice', 'garden', 'violin', 'bridge', 'kitchen', 'market', 'engine', 'ladder'];
const LONG_QUERY = `Where did Zoe hide the spare key? ${'under which flowerpot was it then '.repeat(715)}`;

describe('six thousand turns of one conversation, more than are scanned one by one', () => {
  const TURNS = 6000;
  const NEEDLE = 'Zoe hid the spare key under the third flowerpot.';
  let world: SearchWorld;
  beforeAll(async () => {
    world = await openSearchWorld();
    await world.say('talk', Array.from({ length: TURNS }, (_, n) => (n === 3500 ? NEEDLE : `${NAMES[n % 5]} spoke of the ${THINGS[n % 10]} and the ${THINGS[(n * 7 + 3) % 10]} at stop ${n}.`)));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  // By meaning alone a graph is near enough, and no more: it may pass over a text that is unlike all others.
  it.each(['Where did Zoe hide the spare key?', 'flowerpot', LONG_QUERY])('the one that answers %.40s is first, in its conversation and among all', async (query) => {
    for (const mode of ['keyword', 'hybrid'] as const) {
      for (const where of [{ conversationId: 'talk' }, {}]) {
        const hits = await world.ask(query, { mode, kinds: ['message'], ...where, topK: 100 });
        expect({ mode, best: hits[0]?.content }).toEqual({ mode, best: NEEDLE });
        expectSound(hits);
        expect(hits.length).toBeLessThanOrEqual(100);
      }
    }
  });

  it('a query that all of them match has as many hits as are wanted', async () => {
    for (const mode of MODES) {
      const hits = await world.ask('Who spoke of what at the stop?', { mode, kinds: ['message'], conversationId: 'talk', topK: 50 });
      expect(hits).toHaveLength(50);
      expectSound(hits);
    }
    expect(await world.ask('spoke of the harbour', { kinds: ['message'], conversationId: 'another' })).toEqual([]);
  });
});

describe('a document of two thousand chunks', () => {
  const PARAGRAPHS = 2000;
  const WORDS = 140;
  const NEEDLE = 'The spare key of the archive hangs behind the portrait of Eudora.';
  const text = Array.from({ length: PARAGRAPHS }, (_, n) => `${n === 1234 ? NEEDLE : `Entry ${n} tells of the ${THINGS[n % 10]}.`} ${Array.from({ length: WORDS }, (_unused, at) => THINGS[(n * (at + 1) + at) % 10]).join(' ')} and so it ended on page ${n}.`).join('\n\n');
  let world: SearchWorld;
  beforeAll(async () => {
    world = await openSearchWorld({ maxContentBytes: 4_000_000 });
    await world.remember({ 'ledger.md': text, 'other.md': 'Rain fell all week.' });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  it('is found by the one chunk that answers, in every mode, and its hits are passages of it', async () => {
    const [chunks] = (await world.memory.list(context, { limit: 10 })).memories.filter(({ fileName }) => fileName === 'ledger.md').map(({ chunkCount }) => chunkCount);
    expect(chunks).toBeGreaterThanOrEqual(PARAGRAPHS);
    for (const mode of MODES) {
      const hits = await world.ask('Where does the spare key of the archive hang, behind which portrait?', { mode, topK: 100 });
      expect(hits[0]?.content).toContain(NEEDLE);
      expectSound(hits);
      for (const { fileName, content } of hits) expect(fileName === 'other.md' || text.includes(content)).toBe(true);
    }
  });

  it('takes a query of five thousand words', async () => {
    const query = `Where does the spare key of the archive hang? ${text.split(/\s+/u).slice(0, 5000).join(' ')}`;
    for (const mode of MODES) expectSound(await world.ask(query, { mode, topK: 100 }));
  });
});

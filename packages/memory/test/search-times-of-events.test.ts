import { describe, expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import type { MemoryHit } from '../src/types.js';
import { context, movableClock, openTestMemory, type TestMemory } from './open-memory.js';
import { openWorld } from './signature-world.js';

const NOW_MS = Date.UTC(2026, 8, 1);
const at = (date: string): number => Date.parse(`${date}T10:00:00Z`);
const ASKED = 'What did I buy two weeks before the trip to Lisbon?';

/** Alike in all but the day and the thing; the trip begins on 12 June. */
const PURCHASES: readonly (readonly [date: string, text: string])[] = [
  ['2026-04-10', 'I went shopping in town and bought a rain jacket.'],
  ['2026-05-11', 'I went shopping in town and bought a tennis racket.'],
  ['2026-05-29', 'I went shopping in town and bought a pair of sandals.'],
  ['2026-06-25', 'I went shopping in town and bought a desk lamp.'],
  ['2026-07-20', 'I went shopping in town and bought a garden hose.'],
  ['2026-08-14', 'I went shopping in town and bought a coffee grinder.'],
];

const storeAll = async (test: TestMemory, texts: readonly (readonly [string, string])[]): Promise<void> => {
  for (const [date, text] of texts) await test.store(`${date}.md`, text, { validFromMs: at(date) });
};
const purchasesOf = async (test: TestMemory, query: string, input = {}): Promise<MemoryHit[]> => (await test.search(query, input)).filter(({ content }) => content.includes('bought'));
const firstOf = async (test: TestMemory, query: string): Promise<string | undefined> => (await purchasesOf(test, query))[0]?.content;

describe('a time told by an event', () => {
  it('is counted from when what is said of the event is valid', async () => {
    await using test = await openTestMemory({ clock: movableClock(NOW_MS) });
    await storeAll(test, [...PURCHASES, ['2026-06-12', 'The trip to Lisbon begins: we are at the airport.'], ['2026-08-20', 'The trip to Oslo begins: we are on the ferry.']]);
    expect(await firstOf(test, ASKED)).toMatch(/sandals/u);
    // It is the event that does it, and the distance.
    expect(await firstOf(test, 'What did I buy in town?')).not.toMatch(/sandals/u);
    expect(await firstOf(test, 'What did I buy a month after the trip to Lisbon?')).toMatch(/garden hose/u);
    expect(await firstOf(test, 'What did I buy the week before the trip to Oslo?')).toMatch(/coffee grinder/u);
    expect(await firstOf(test, 'What did I buy between the trip to Lisbon and the trip to Oslo?')).toMatch(/lamp|hose|grinder/u);
    // Nothing is excluded.
    expect(await test.search(ASKED, { topK: 8 })).toHaveLength(8);
  });

  it('is counted from the date that is written there, before when that was said', async () => {
    await using test = await openTestMemory({ clock: movableClock(NOW_MS) });
    await storeAll(test, [...PURCHASES, ['2026-02-01', 'It is booked. The trip to Lisbon is on 12 June 2026, with Kim.'], ['2026-04-24', 'I look forward to the trip to Lisbon.']]);
    expect(await firstOf(test, ASKED)).toMatch(/sandals/u);
    expect(await firstOf(test, 'What did I buy the month before the journey with Kim to Lisbon?')).toMatch(/sandals|tennis/u);
  });

  it('is preferred to what is said of the event itself', async () => {
    await using world = await openWorld();
    for (const [date, text] of [['2026-06-12', 'Our trip to Lisbon with Tom; the hotel was loud.'], ['2026-05-29', 'Sandals from the shop in town.'], ['2026-04-10', 'A rain jacket from the shop in town.']] as const) {
      await world.store(`${date}.md`, text);
    }
    const find = async (query: string): Promise<(string | undefined)[]> => (await world.memory.search(context, { query, validAtMs: NOW_MS })).hits.map(({ fileName }) => fileName);
    expect(await find('Who came on the trip to Lisbon?')).toMatchObject({ 0: '2026-06-12.md' });
    expect(await find('What did I do two weeks before the trip to Lisbon?')).toMatchObject({ 0: '2026-05-29.md', length: 3 });
  });

  it('is counted from when a message was said', async () => {
    await using test = await openTestMemory({ clock: movableClock(NOW_MS) });
    const log = (content: string, timestampMs: number): Promise<unknown> => test.memory.chats.log(context, { conversationId: 'talk', content, timestampMs, wait: 'searchable' });
    for (const [date, text] of PURCHASES) await log(`Ann: ${text}`, at(date));
    await log('Ann: The trip to Lisbon starts today, we are at the gate!', at('2026-06-12'));
    // The question itself, logged, dates nothing.
    await log(`Ann: ${ASKED}`, at('2026-08-30'));
    const messages = async (query: string): Promise<string[]> => (await test.memory.search(context, { query, kinds: ['message'] })).hits.map(({ content }) => content).filter((content) => content.includes('bought'));
    expect((await messages(ASKED))[0]).toMatch(/sandals/u);
    expect((await messages('What did I buy shortly after the trip to Lisbon?'))[0]).not.toMatch(/sandals/u);
    expect(await messages(ASKED)).toHaveLength(PURCHASES.length);
  });

  it('knows only what the search may see', async () => {
    await using test = await openTestMemory({ clock: movableClock(NOW_MS) });
    for (const [date, content] of PURCHASES) await test.store(`${date}.md`, content, { validFromMs: at(date), tags: ['shopping'] });
    await test.store('trip', 'The trip to Lisbon begins: we are at the airport.', { validFromMs: at('2026-06-12') });
    const formOf = async (input: object): Promise<number> => (await purchasesOf(test, ASKED, input)).find(({ content }) => content.includes('sandals'))?.why.form ?? Number.NaN;
    expect(await formOf({})).toBeGreaterThan(2 * (await formOf({ tags: ['shopping'] })));
    // Before it was valid, nobody knew when it would be.
    const before = await purchasesOf(test, ASKED, { validAtMs: at('2026-06-01') });
    expect(before.map(({ content }) => content)).toContain(PURCHASES[2]?.[1]);
    expect(await formOf({})).toBeGreaterThan(2 * (before.find(({ content }) => content.includes('sandals'))?.why.form ?? Number.NaN));
  });

  it('costs a further look only where the question has one', async () => {
    const embedded: string[] = [];
    const inner = createTestEmbedder({ lateInteraction: false });
    const embedder: typeof inner = { ...inner, embed: (text, options) => { embedded.push(text); return inner.embed(text, options); } };
    await using test = await openTestMemory({ clock: movableClock(NOW_MS), embedder });
    await storeAll(test, PURCHASES);
    const lookedFor = async (query: string): Promise<string[]> => {
      embedded.length = 0;
      await test.search(query);
      return embedded.filter((text) => text !== query);
    };
    expect(await lookedFor(ASKED)).toEqual(['the trip to Lisbon']);
    expect(await lookedFor('What did I buy two weeks ago?')).toEqual([]);
    expect(await lookedFor('What did I buy two weeks before Easter?')).toEqual([]);
  });
});

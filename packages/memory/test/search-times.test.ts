import { describe, expect, it } from 'vitest';
import { context, movableClock, openTestMemory } from './open-memory.js';

const START_MS = Date.UTC(2026, 5, 10);
const namesOf = (hits: readonly { readonly fileName: string }[]): string[] => hits.map(({ fileName }) => fileName);

describe('a time in the question', () => {
  it('brings up what is of that time, however much of other times answers better', async () => {
    await using test = await openTestMemory({ clock: movableClock(START_MS) });
    await Promise.all(Array.from({ length: 120 }, (_, n) => test.store(`meeting-${n}`, `The budget meeting number ${n}: the budget was agreed.`)));
    await test.store('spring', 'Notes of a long morning with many guests, among them that the budget came up late and was put off.', { validFromMs: Date.UTC(2026, 2, 20) });
    const asked = 'What was said of the budget in March 2026?';
    expect(namesOf(await test.search(asked, { topK: 3 }))).toContain('spring');
    // It is the time that does it, and it excludes nothing.
    expect(namesOf(await test.search('What was said of the budget?', { topK: 3 }))).not.toContain('spring');
    expect(await test.search(asked, { topK: 10 })).toHaveLength(10);
    // What is counted from now is counted from the moment that is asked about.
    const lastMonth = (validAtMs: number): Promise<string[]> => test.search('What was said of the budget last month?', { topK: 3, validAtMs }).then(namesOf);
    expect(await lastMonth(START_MS)).not.toContain('spring');
    expect(await lastMonth(Date.UTC(2026, 3, 10))).toContain('spring');
  });

  it.each([
    ['its name', 'journal/2026-03-20.md', 'Notes of a long morning with many guests, among them that the budget came up late and was put off.'],
    ['its first line', 'spring', '# 20 March 2026\n\nNotes of a long morning with many guests, among them that the budget came up late and was put off.'],
  ])('is compared with the day that a memory says by %s it is of, which hides it from nobody', async (_where, name, content) => {
    await using test = await openTestMemory({ clock: movableClock(START_MS) });
    await Promise.all(Array.from({ length: 120 }, (_, n) => test.store(`meeting-${n}`, `The budget meeting number ${n}: the budget was agreed.`)));
    await test.store(name, content);
    await test.store('plans/2027-01-05', 'Ask for the budget of the crane.');
    expect(namesOf(await test.search('What was said of the budget in March 2026?', { topK: 3 }))).toContain(name);
    expect(namesOf(await test.search('What was said of the budget in June 2026?', { topK: 3 }))).not.toContain(name);
    expect(namesOf(await test.search('the crane', { topK: 3 }))).toContain('plans/2027-01-05');
  });

  it('that is now prefers the newer of what answers', async () => {
    await using test = await openTestMemory({ clock: movableClock(START_MS) });
    // The older one is a little more like the question.
    await test.store('first', 'The lead of the blue team is Ann.', { validFromMs: Date.UTC(2025, 1, 1) });
    await test.store('second', 'The lead of the blue team is Bob, who came over from Oslo.', { validFromMs: Date.UTC(2026, 5, 1) });
    expect(namesOf(await test.search('Who is the lead of the blue team?'))).toEqual(['first', 'second']);
    expect(namesOf(await test.search('Who is currently the lead of the blue team?'))).toEqual(['second', 'first']);
    // As of then the first was the newest.
    expect(namesOf(await test.search('Who is currently the lead of the blue team?', { validAtMs: Date.UTC(2025, 2, 1) }))).toEqual(['first']);
  });

  it('is compared with when a message was said, not with when it was logged', async () => {
    await using test = await openTestMemory({ clock: movableClock(START_MS) });
    const log = (content: string, timestampMs: number): Promise<unknown> => test.memory.chats.log(context, { conversationId: 'talk', content, timestampMs, wait: 'searchable' });
    await Promise.all(Array.from({ length: 12 }, (_, n) => log(`We talk about the harbour again, for the ${n}th time.`, START_MS - n * 1000)));
    await log('Ships, cranes and the harbour: that was the day.', Date.UTC(2026, 2, 20));
    const firstOf = async (query: string): Promise<string | undefined> => (await test.memory.search(context, { query, kinds: ['message'] })).hits[0]?.content;
    expect(await firstOf('What did we say about the harbour in March 2026?')).toMatch(/^Ships/);
    expect(await firstOf('What did we say about the harbour?')).toMatch(/^We talk/);
  });
});

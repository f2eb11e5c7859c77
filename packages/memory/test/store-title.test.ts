import { describe, expect, it } from 'vitest';
import { createTestEmbedder } from '@ltmc/embedding';
import { context, openTestMemory } from './open-memory.js';

const words = (name: string): string => Array.from({ length: 120 }, (_, n) => `${name}${n}`).join(' ');
/** Cut into several chunks, of which only the first holds the title. */
const text = (title: string): string => `${title}\n${words('door')}.\n\n${words('wall')}.\n\n${words('zebra')}.`;

describe('a text that is stored with a title as its first line', () => {
  it('has all its chunks under the title, and their meaning tells it', async () => {
    await using test = await openTestMemory();
    await test.store('titled', text('Keeping bees on a city balcony'));
    await test.store('untitled', text('Keeping bees on a city balcony.'));
    const last = async (fileName: string) => (await test.search('zebra119 bees on a balcony', { topK: 50 })).find((hit) => hit.fileName === fileName && hit.content.includes('zebra119'));
    const [titled, untitled] = [await last('titled'), await last('untitled')];
    expect([titled?.heading, untitled?.heading]).toEqual(['Keeping bees on a city balcony', null]);
    expect(titled?.content).not.toContain('balcony');
    expect(titled?.similarity ?? 0).toBeGreaterThan((untitled?.similarity ?? 1) + 0.1);
  });

  it('is no message of a conversation: these have none', async () => {
    await using test = await openTestMemory({ embedder: createTestEmbedder() });
    await test.memory.chats.log(context, { conversationId: 'talk', content: text('Keeping bees on a city balcony'), timestampMs: 1, linkContext: false, wait: 'searchable' });
    const hits = await test.search('zebra119 and wall7', { kinds: ['message'] });
    expect(hits.length).toBeGreaterThan(1);
    expect(hits.every(({ heading }) => heading === null)).toBe(true);
  });
});

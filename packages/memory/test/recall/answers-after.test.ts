import { createEmbedder } from '@ltmc/embedding';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { context, openTestMemory, silent, type TestMemory } from '../open-memory.js';

let test: TestMemory;
const embedder = createEmbedder({ logger: silent });
const TALK = [
  ['user', 'The printer is out of paper.'], ['user', 'Has anybody seen the boathouse key?'], ['assistant', 'Ben took it on Sunday, he wanted to go rowing.'], ['user', 'The boat race was fun.'],
  ['user', 'Who waters the plants in the greenhouse?'], ['user', 'I like rain.'], ['assistant', 'Where is the archive of the invoices?'],
] as const;

beforeAll(async () => {
  test = await openTestMemory({ embedder });
  for (const [place, [role, content]] of TALK.entries()) await test.memory.chats.log(context, { conversationId: 'talk', role, content, timestampMs: 1e12 + 1000 * place, linkContext: false, wait: 'searchable' });
  await test.memory.chats.log(context, { conversationId: 'other', content: 'In the cellar, said a voice from elsewhere.', timestampMs: 2e12, linkContext: false, wait: 'searchable' });
});
afterAll(async () => {
  await test?.[Symbol.asyncDispose]();
  await embedder.close();
});

const ask = (question: string) => test.memory.recall.askWithContext(context, { question, conversationId: 'talk' });

it('the reply to a question like the one that is asked is suggested, and stands in the prompt', async () => {
  for (const question of ['Who has the boathouse key?', 'boathouse key']) {
    const { suggestion, passages, promptWithin } = await ask(question);
    expect(suggestion).toMatchObject({ text: 'Ben took it on Sunday, he wanted to go rowing.', source: { kind: 'message', role: 'assistant' } });
    expect(passages.slice(0, 2).map(({ text }) => text)).toEqual(['Has anybody seen the boathouse key?', 'Ben took it on Sunday, he wanted to go rowing.']);
    expect((await promptWithin(400)).text).toContain('he wanted to go rowing');
  }
});

it('what else follows a question stands in the prompt, and is trusted less', async () => {
  const { passages } = await ask('Who waters the plants in the greenhouse?');
  const [asked, next] = ['Who waters the plants in the greenhouse?', 'I like rain.'].map((text) => passages.find((passage) => passage.text === text)?.relevance ?? 0);
  expect(next).toBeGreaterThan(0.1);
  expect(next).toBeCloseTo(0.4 * (asked ?? 0));
});

it('a question that nobody answered has nothing behind it, least of all from another conversation', async () => {
  const { suggestion, passages } = await ask('Where is the archive of the invoices?');
  expect(passages[0]?.text).toBe('Where is the archive of the invoices?');
  expect(passages.some(({ text }) => text.includes('cellar'))).toBe(false);
  expect(suggestion).toBeNull();
});

it('a reply is gone with its conversation', async () => {
  await test.memory.chats.forget(context, { conversationId: 'talk' });
  const { passages, suggestion } = await ask('Who has the boathouse key?');
  expect([passages, suggestion]).toEqual([[], null]);
});

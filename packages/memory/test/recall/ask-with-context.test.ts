import { createEmbedder } from '@ltmc/embedding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalTokens } from '../../src/recall/token-counter.js';
import { context, openTestMemory, silent, type TestMemory } from '../open-memory.js';

const LONG = Array.from({ length: 40 }, (_, index) => `Step ${index}: the lighthouse keeper polishes lens ${index} and writes the tide into the book.`).join(' ');
let test: TestMemory;
const embedder = createEmbedder({ logger: silent });

beforeAll(async () => {
  test = await openTestMemory({ embedder });
  await test.store('gateway.md', '# Gateway\n\nThe staging gateway listens on port 8443. It forwards requests to the token service.\n\nIs the port open? Ask Ana.');
  await test.store('billing.md', 'Billing uses PostgreSQL, because invoices need transactions.');
  await test.store('lighthouse.md', `# Duties\n\n${LONG}`);
  await test.store('lighthouse-copy.md', `# Duties\n\n${LONG}`);
});
afterAll(async () => {
  await test?.[Symbol.asyncDispose]();
});

const ask = (question: string, more: { readonly conversationId?: string; readonly contextLimit?: number } = {}) => test.memory.recall.askWithContext(context, { question, ...more });

describe('the suggestion', () => {
  it('is a part of the most relevant passage, word by word, with its source', async () => {
    const { suggestion, passages } = await ask('Which port does the staging gateway listen on?');
    expect(suggestion?.text).toBe('The staging gateway listens on port 8443. It forwards requests to the token service.');
    expect(suggestion?.source).toMatchObject({ kind: 'memory', fileName: 'gateway.md' });
    expect(passages[0]?.text).toContain(suggestion?.text);
  });

  it('is another one for another question', async () => {
    expect((await ask('Why does billing use PostgreSQL?')).suggestion?.source).toMatchObject({ fileName: 'billing.md' });
  });

  it('comes from a text whose name says what it is about', async () => {
    await test.store('garage/door-code.md', 'It is 4711.');
    expect((await ask('What is the code of the garage door?')).suggestion).toMatchObject({ text: 'It is 4711.', source: { fileName: 'garage/door-code.md' } });
  });

  it.each(['What is the capital of France?', 'How do I bake rye bread?', 'Which colour is the door of the office?'])('is null where nothing that is stored answers: %s', async (question) => {
    expect((await ask(question)).suggestion).toBeNull();
  });
});

describe('the passages', () => {
  it('hold no text twice, neighbours joined, the most relevant first', async () => {
    const { passages } = await ask('What does the lighthouse keeper polish and write?', { contextLimit: 50 });
    const duties = passages.filter(({ text }) => text.includes('lighthouse keeper'));
    expect(duties).toHaveLength(1);
    for (const step of [3, 17, 31]) expect(duties[0]?.text.split(`Step ${step}:`)).toHaveLength(2);
    expect(passages.map(({ relevance }) => relevance)).toEqual(passages.map(({ relevance }) => relevance).toSorted((a, b) => b - a));
  });
});

describe('the prompt', () => {
  it('never has more tokens than allowed, whatever the bound, and names its sources', async () => {
    const { promptWithin } = await ask('What does the lighthouse keeper write into the book at which port?', { contextLimit: 50 });
    for (const maxTokens of [0, 20, 60, 100, 333, 1000, 5000]) {
      const { text, tokenCount, passages } = await promptWithin(maxTokens);
      expect(tokenCount).toBe(totalTokens(await embedder.tokenMap(text)));
      expect(tokenCount).toBeLessThanOrEqual(maxTokens);
      for (const passage of passages) expect(text).toContain(`\n${passage.text}\n</source>`);
    }
    expect((await promptWithin(1000)).text).toMatch(/<source id="1" name="lighthouse(-copy)?\.md" type="document">[^]*Question: What does the lighthouse keeper/);
  });

  it('says that nothing is relevant where nothing is', async () => {
    await using empty = await openTestMemory({ embedder: createEmbedder({ logger: silent }) });
    const { promptWithin, passages, suggestion } = await empty.memory.recall.askWithContext(context, { question: 'What do we know?' });
    expect([passages, suggestion]).toEqual([[], null]);
    expect((await promptWithin(100)).text).toBe('Nothing that is stored is relevant to this question.\n\nQuestion: What do we know?');
  });
});

describe('with a conversation', () => {
  it('answers from its messages too, not from those of another one, and not with the question itself', async () => {
    const log = (conversationId: string, content: string) => test.memory.chats.log(context, { conversationId, content, role: 'user', wait: 'searchable' });
    await log('c1', 'When is the harbour festival this year?');
    await log('c1', 'The harbour festival is on the second Sunday of June.');
    await log('c2', 'The harbour festival was moved to Bergen.');
    const { suggestion, passages } = await ask('When is the harbour festival this year?', { conversationId: 'c1' });
    expect(suggestion).toMatchObject({ text: 'The harbour festival is on the second Sunday of June.', source: { kind: 'message', conversationId: 'c1' } });
    expect(passages.some(({ text }) => text.includes('Bergen'))).toBe(false);
    expect((await ask('When is the harbour festival this year?')).suggestion).toBeNull();
  });
});

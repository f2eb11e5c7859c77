import { describe, expect, it } from 'vitest';
import { LtmcError, type Embedder } from '@ltmc/contracts';
import { createEmbedder } from '@ltmc/embedding';
import { manifest, tokenizerConfigPath, tokenizerPath } from '@ltmc/model-all-minilm-l6-v2';
import { context, openTestMemory, silent } from './open-memory.js';

describe('store', () => {
  it('is found by meaning and by words', async () => {
    await using test = await openTestMemory();
    await test.store('pets.md', 'Our cat sleeps on the radiator all winter.');
    await test.store('deploy.md', 'The release pipeline pushes container images to the registry.');
    const [byMeaning] = await test.search('which animal lives in the house?', { mode: 'semantic' });
    const [byWords] = await test.search('radiator', { mode: 'keyword' });
    expect(byMeaning).toMatchObject({ fileName: 'pets.md', chunkIndex: 0, version: 1 });
    expect(byMeaning?.similarity).toBeGreaterThan(0.15);
    expect(byWords).toMatchObject({ fileName: 'pets.md', similarity: null });
  });

  it('is found by words as soon as it is durable, before it has an embedding', async () => {
    await using test = await openTestMemory();
    const stored = await test.store('a.md', 'The xylophone is in the attic.', { wait: 'durable' });
    expect(stored.pendingChunks).toBe(1);
    expect(await test.search('xylophone', { mode: 'keyword' })).toHaveLength(1);
  });

  it('makes a new version of the same name, and the old text is gone from every mode', async () => {
    await using test = await openTestMemory();
    const first = await test.store('plan.md', 'We meet in Bergen on Friday.');
    const second = await test.store('plan.md', 'We meet in Oslo on Monday.');
    expect(second).toMatchObject({ resourceId: first.resourceId, version: 2, unchanged: false });
    expect(second.vectorIds).not.toEqual(first.vectorIds);
    for (const mode of ['hybrid', 'semantic', 'keyword'] as const) {
      const texts = (await test.search('meet Bergen Friday', { mode })).map(({ content }) => content);
      expect(texts).toEqual(['We meet in Oslo on Monday.']);
    }
  });

  it('makes no version of identical content, but one of other tags, without embedding it again', async () => {
    await using test = await openTestMemory();
    const first = await test.store('a.md', 'Same words.');
    const again = await test.store('a.md', 'Same words.');
    const tagged = await test.store('a.md', 'Same words.', { tags: ['x'], wait: 'durable' });
    expect(again).toMatchObject({ version: 1, unchanged: true, chunksCreated: 0, vectorIds: first.vectorIds });
    expect(tagged).toMatchObject({ version: 2, unchanged: false, pendingChunks: 0 });
    expect(await test.search('same words', { mode: 'semantic', tags: ['x'] })).toHaveLength(1);
  });

  it('covers a long document with chunks and finds a sentence deep inside', async () => {
    await using test = await openTestMemory();
    const filler = Array.from({ length: 120 }, (_, n) => `Paragraph ${n} talks about schedules, invoices and meetings of team ${n}.`);
    filler.splice(77, 0, 'The spare key to the boathouse hangs behind the blue barometer.');
    const stored = await test.store('long.md', filler.join('\n\n'));
    expect(stored.chunksCreated).toBeGreaterThan(5);
    const [hit] = await test.search('where is the key for the boat shed?');
    expect(hit?.content).toContain('blue barometer');
  });
});

describe('a note', () => {
  it('is cut like any text, and never longer than the model reads', async () => {
    await using test = await openTestMemory();
    const embedder = createEmbedder();
    for (const text of ['supercalifragilistic '.repeat(40), '你好世界'.repeat(30), 'a-b_c/d.e '.repeat(60), '# A\n\nOne.\n\n# B\n\nTwo.', 'ﷺ'.repeat(20)]) {
      const { chunksCreated } = await test.store('note.md', text, { wait: 'durable' });
      const { counts } = await embedder.tokenMap(text);
      expect(chunksCreated).toBeGreaterThanOrEqual(Math.ceil(counts.reduce((sum, count) => sum + count, 0) / embedder.maxTokens));
    }
    await embedder.close();
  });
});

describe('a store with an idempotency key', () => {
  const request = { tool: 'store_memory', key: 'k1', body: { file_name: 'a.md' } };

  it('gives the first answer again, byte for byte, and stores once', async () => {
    await using test = await openTestMemory();
    const call = () =>
      test.memory.store(context, { fileName: 'a.md', content: 'Once only.', wait: 'searchable', idempotency: request }, ({ version, pendingChunks, vectorIds }) => ({ version, pendingChunks, vectorIds }));
    const first = await call();
    const { replayed } = (await call()) as { replayed: unknown };
    expect('replayed' in first).toBe(false);
    // The kept answer is the one that was sent after the embedding, not the one of the commit.
    expect(replayed).toEqual({ version: 1, pendingChunks: 0, vectorIds: 'vectorIds' in first ? first.vectorIds : [] });
    expect((await test.memory.list(context, {})).totalCount).toBe(1);
  });

  it('is refused with another body', async () => {
    await using test = await openTestMemory();
    const call = (body: { file_name: string }) => test.memory.store(context, { fileName: body.file_name, content: 'x y z', idempotency: { ...request, body } }, () => ({}));
    await call({ file_name: 'a.md' });
    await expect(call({ file_name: 'b.md' })).rejects.toMatchObject({ code: 'LTMC_IDEMPOTENCY_CONFLICT' });
    expect((await test.memory.list(context, {})).totalCount).toBe(1);
  });
});

describe('one text that cannot be embedded', () => {
  it('does not hold up the others', async () => {
    const real = createEmbedder({ logger: silent });
    const embedder: Embedder = {
      fingerprint: real.fingerprint,
      maxTokens: real.maxTokens,
      tokenMap: (text, options) => real.tokenMap(text, options),
      embed: (text, options) => (text.includes('poison') ? Promise.reject(new LtmcError('LTMC_EMBEDDER_FAILED', 'this text fails')) : real.embed(text, options)),
      warmUp: () => real.warmUp(),
      close: () => real.close(),
      [Symbol.asyncDispose]: () => real.close(),
    };
    await using test = await openTestMemory({ embedder });
    await Promise.all(['poison one', 'a cat', 'a dog', 'a ship'].map((text) => test.store(text, text, { wait: 'durable' })));
    await expect.poll(() => test.search('animal', { mode: 'semantic' }), { timeout: 8000 }).toHaveLength(3);
    expect(await test.search('poison', { mode: 'keyword' })).toHaveLength(1);
  });
});

describe('without a working embedder', () => {
  const broken = () => createEmbedder({ logger: silent, model: { manifest, modelPath: '/nonexistent/model.onnx', tokenizerPath, tokenizerConfigPath } });

  it('keeps the text, finds it by words, and says what is missing', async () => {
    await using test = await openTestMemory({ embedder: broken() });
    const stored = await test.store('a.md', 'The xylophone is in the attic.', { wait: 'searchable' });
    expect(stored).toMatchObject({ version: 1, pendingChunks: 1, degraded: ['vectors'] });
    const found = await test.memory.search(context, { query: 'xylophone' });
    expect(found).toMatchObject({ mode: 'hybrid', degraded: ['vectors'], hits: [{ fileName: 'a.md', similarity: null }] });
    await expect(test.memory.search(context, { query: 'xylophone', mode: 'semantic' })).rejects.toMatchObject({ code: expect.stringMatching(/^LTMC_(MODEL|EMBEDDER)_/) });
    expect((await test.memory.health()).vector_store).toMatchObject({ state: 'degraded' });
  });

  it('keeps a long text too, its chunks by estimate, and says so at once', async () => {
    await using test = await openTestMemory({ embedder: broken() });
    const stored = await test.store('long.md', 'The xylophone is in the attic. '.repeat(200), { wait: 'durable' });
    expect(stored).toMatchObject({ version: 1, degraded: ['vectors'] });
    expect(stored.chunksCreated).toBeGreaterThan(3);
  });

  it('is made whole by the next process that has one', async () => {
    await using healthy = await openTestMemory();
    {
      await using test = await openTestMemory({ folder: healthy.folder, embedder: broken() });
      await test.store('a.md', 'Our cat sleeps on the radiator.', { wait: 'durable' });
    }
    await expect.poll(() => healthy.search('pet animal', { mode: 'semantic' }), { timeout: 8000 }).toHaveLength(1);
  });
});

it('refuses calls after close, and closes twice without harm', async () => {
  const test = await openTestMemory();
  await test.memory.close();
  await test[Symbol.asyncDispose]();
  await expect(test.search('x')).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
});

import type { Embedder } from '@ltmc/contracts';
import { createEmbedder, createTestEmbedder } from '@ltmc/embedding';
import { describe, expect, it } from 'vitest';
import { context, openTestMemory, silent } from './open-memory.js';

/** The real parts with texts of documents held back until `release`; queries pass. */
function heldBack(embedder: Embedder): Embedder & { release(): void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    ...embedder,
    embed: async (text, options) => {
      if (options?.priority !== 'query') await released;
      return embedder.embed(text, options);
    },
    release: () => {
      release();
    },
  };
}

describe('a memory stored a moment ago', () => {
  it('is found by meaning although the model was not loaded when it was stored', async () => {
    for (const mode of ['semantic', 'hybrid'] as const) {
      await using test = await openTestMemory({ embedder: createEmbedder({ logger: silent }) });
      const { pendingChunks } = await test.store('pets.md', 'Our cat sleeps on the radiator.', { wait: 'durable' });
      expect(pendingChunks).toBe(1);
      const [hit] = await test.search('which animal lives here?', { mode });
      expect(hit).toMatchObject({ fileName: 'pets.md', content: 'Our cat sleeps on the radiator.' });
      expect(hit?.similarity).toBeGreaterThan(0);
    }
  });

  it('is found by meaning in a process that does not embed it itself', async () => {
    const slow = heldBack(createTestEmbedder());
    await using writer = await openTestMemory({ embedder: slow });
    await writer.store('pets.md', 'Our cat sleeps on the radiator.', { wait: 'durable' });
    await using reader = await openTestMemory({ folder: writer.folder, embedder: createTestEmbedder() });
    const searched = reader.search('our cat', { mode: 'semantic' });
    setTimeout(slow.release, 50);
    expect(await searched).toMatchObject([{ fileName: 'pets.md' }]);
  });

  it('is found by its words where it is not embedded in time, with nothing said to be missing but the similarity', async () => {
    const stuck = heldBack(createTestEmbedder());
    await using test = await openTestMemory({ embedder: stuck });
    await test.store('pets.md', 'Our cat sleeps on the radiator.', { wait: 'durable' });
    expect(await test.memory.search(context, { query: 'radiator' })).toMatchObject({ hits: [{ fileName: 'pets.md', similarity: null }] });
    expect(await test.search('radiator', { mode: 'semantic' })).toEqual([]);
    stuck.release();
  });
});

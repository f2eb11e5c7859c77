import { afterEach, describe, expect, it } from 'vitest';
import { createEmbedder, type LocalEmbedder } from '../src/create-embedder.js';
import type { EmbedderOptions } from '../src/options.js';

const opened: LocalEmbedder[] = [];
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
});
function open(options: EmbedderOptions = {}): LocalEmbedder {
  const embedder = createEmbedder({ workers: 1, ...options });
  opened.push(embedder);
  return embedder;
}

/** Texts that keep one worker busy for a while, and the order in which they finish. */
function flood(embedder: LocalEmbedder, count: number, finished: string[]): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, async (_, n) => {
    await embedder.embed(`ingest ${n} ${'filler words '.repeat(20)}`);
    finished.push(`ingest ${n}`);
  }));
}

describe('priority', () => {
  it('a query overtakes every waiting ingest text', async () => {
    const embedder = open();
    await embedder.warmUp();
    const finished: string[] = [];
    const ingest = flood(embedder, 20, finished);
    await embedder.embed('where is the key?', { priority: 'query' }).then(() => finished.push('query'));
    await ingest;
    // the one at work may finish first; the one that the worker has besides may not
    expect(finished.indexOf('query')).toBeLessThanOrEqual(1);
    expect(finished).toHaveLength(21);
    expect(finished.filter((name) => name !== 'query')).toEqual(Array.from({ length: 20 }, (_, n) => `ingest ${n}`));
  });

  it('a query that joins a waiting ingest text raises it', async () => {
    const embedder = open();
    await embedder.warmUp();
    const finished: string[] = [];
    const ingest = flood(embedder, 20, finished);
    const last = embedder.embed('the last in line').then(() => finished.push('last'));
    await embedder.embed('the last in line', { priority: 'query' });
    await Promise.all([ingest, last]);
    expect(finished.indexOf('last')).toBeLessThanOrEqual(1);
    expect(embedder.stats()).toMatchObject({ embedded: 21, joined: 1 });
  });
});

describe('single flight and cache', () => {
  it('computes equal texts once, and answers later ones from the cache', async () => {
    const embedder = open();
    const vectors = await Promise.all(Array.from({ length: 10 }, () => embedder.embed('the same')));
    expect(new Set(vectors).size).toBe(1);
    expect(await embedder.embed('the same')).toBe(vectors[0]);
    expect(embedder.stats()).toMatchObject({ embedded: 1, joined: 9, cacheHits: 1, cacheEntries: 1 });
  });

  it('drops the least recently used vectors when the limit in bytes is reached', async () => {
    const embedder = open({ cacheBytes: 4 * 1800 });
    for (const text of ['a', 'b', 'c', 'd']) await embedder.embed(text);
    await embedder.embed('a'); // now b is the oldest
    await embedder.embed('e');
    expect(embedder.stats()).toMatchObject({ embedded: 5, cacheEntries: 4 });
    expect(embedder.stats().cacheBytes).toBeLessThanOrEqual(4 * 1800);
    await embedder.embed('a');
    expect(embedder.stats().embedded).toBe(5);
    await embedder.embed('b');
    expect(embedder.stats().embedded).toBe(6);
  });

  it('computes again with the cache switched off', async () => {
    const embedder = open({ cacheBytes: 0 });
    const first = await embedder.embed('again');
    expect(await embedder.embed('again')).toEqual(first);
    expect(embedder.stats()).toMatchObject({ embedded: 2, cacheHits: 0, cacheEntries: 0 });
  });
});

describe('back-pressure', () => {
  it('refuses what goes beyond maxQueued, and takes texts again when the queue is shorter', async () => {
    const embedder = open({ maxQueued: 3 });
    const calls = Array.from({ length: 8 }, (_, n) => embedder.embed(`text ${n}`));
    expect(embedder.stats()).toMatchObject({ inFlight: 2, waiting: 3 });
    const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'LTMC_EMBEDDER_OVERLOADED', retryable: true }) };
    const taken = expect.objectContaining({ status: 'fulfilled' });
    expect(await Promise.allSettled(calls)).toEqual([taken, taken, taken, taken, taken, refused, refused, refused]);
    await expect(embedder.embed('text 7')).resolves.toHaveLength(384);
  });

  it('keeps a place for queries while ingest fills its own', async () => {
    const embedder = open({ maxQueued: 1 });
    const ingest = Array.from({ length: 3 }, (_, n) => embedder.embed(`text ${n}`));
    await expect(embedder.embed('one more')).rejects.toMatchObject({ code: 'LTMC_EMBEDDER_OVERLOADED' });
    await expect(embedder.embed('a question', { priority: 'query' })).resolves.toHaveLength(384);
    await Promise.all(ingest);
  });
});

describe('cancellation', () => {
  it('lets many texts wait by one signal, without a warning of a leak', async () => {
    const embedder = open();
    const warnings: Error[] = [];
    const note = (warning: Error): void => { warnings.push(warning); };
    process.on('warning', note);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, (_, n) => embedder.embed(`text ${n}`, { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('refuses a call whose signal is already aborted, without starting anything', async () => {
    const embedder = open();
    await expect(embedder.embed('never', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    expect(embedder.stats().workers).toBe(0);
  });

  it('does not compute a waiting text that nobody wants any more', async () => {
    const embedder = open();
    const finished: string[] = [];
    const ingest = flood(embedder, 5, finished);
    const controller = new AbortController();
    const call = embedder.embed('not wanted', { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await ingest;
    await embedder.embed('after');
    expect(embedder.stats().embedded).toBe(6);
  });

  it('ends only the wait of the caller who cancelled', async () => {
    const embedder = open();
    const finished: string[] = [];
    const ingest = flood(embedder, 5, finished);
    const controller = new AbortController();
    const leaves = embedder.embed('shared', { signal: controller.signal });
    const stays = embedder.embed('shared', { signal: new AbortController().signal });
    controller.abort();
    await expect(leaves).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await expect(stays).resolves.toHaveLength(384);
    await ingest;
    expect(embedder.stats().embedded).toBe(6);
  });
});

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createEmbedder, type LocalEmbedder } from '../src/create-embedder.js';
import type { EmbedderOptions } from '../src/options.js';
import { lateInteractionOf } from './late-interaction.js';

const opened: LocalEmbedder[] = [];
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
});
function open(options: EmbedderOptions = {}) {
  const embedder = createEmbedder({ workers: 1, ...options });
  opened.push(embedder);
  return { embedder, late: lateInteractionOf(embedder) };
}
const QUERY = { priority: 'query' } as const;
const CALLS = ['embedSigned', 'embedQuery'] as const;

describe.each(CALLS)('%s', (call) => {
  it('computes equal texts once, and later ones and their vectors come from the cache', async () => {
    const { embedder, late } = open();
    const results = await Promise.all(Array.from({ length: 5 }, () => late[call]('the same')));
    expect(new Set(results.map(({ vector }) => vector)).size).toBe(1);
    expect(await late[call]('the same')).toEqual(results[0]);
    expect(await embedder.embed('the same')).toBe(results[0]?.vector);
    expect(embedder.stats()).toMatchObject({ embedded: 1, joined: 4, cacheHits: 2, cacheEntries: 1 });
  });

  it('under way gives embed its vector', async () => {
    const { embedder, late } = open();
    const [result, vector] = await Promise.all([late[call]('the same'), embedder.embed('the same', QUERY)]);
    expect(vector).toBe(result.vector);
    expect(embedder.stats()).toMatchObject({ embedded: 1, joined: 1 });
  });

  it('runs again where only the vector is known, and is one entry with it', async () => {
    const { embedder, late } = open();
    const vector = await embedder.embed('the same');
    const before = embedder.stats().cacheBytes;
    expect((await late[call]('the same')).vector).toEqual(vector);
    expect(embedder.stats()).toMatchObject({ embedded: 2, cacheEntries: 1 });
    expect(embedder.stats().cacheBytes).toBeGreaterThan(before);
    expect(await embedder.embed('the same')).toBe(vector);
  });

  it('waits in one line with embed, and what is refused when it is full', async () => {
    const { embedder, late } = open({ maxQueued: 2 });
    const calls = Array.from({ length: 3 }, (_, n) => [embedder.embed(`text ${n}`), late[call](`text ${n + 10}`)]).flat();
    expect(embedder.stats()).toMatchObject({ inFlight: 2, waiting: 2 });
    const refused = { status: 'rejected', reason: expect.objectContaining({ code: 'LTMC_EMBEDDER_OVERLOADED', retryable: true }) };
    const taken = expect.objectContaining({ status: 'fulfilled' });
    expect(await Promise.allSettled(calls)).toEqual([taken, taken, taken, taken, refused, refused]);
  });

  it('as a query overtakes waiting texts of either kind', async () => {
    const { embedder, late } = open();
    await embedder.warmUp();
    const finished: string[] = [];
    const ingest = Array.from({ length: 12 }, async (_, n) => {
      await (n % 2 ? embedder.embed(`ingest ${n} ${'filler '.repeat(60)}`) : late.embedSigned(`ingest ${n} ${'filler '.repeat(60)}`));
      finished.push(`ingest ${n}`);
    });
    await late[call]('where is the key?', QUERY).then(() => finished.push('query'));
    await Promise.all(ingest);
    expect(finished.indexOf('query')).toBeLessThanOrEqual(1);
    expect(finished.filter((name) => name !== 'query')).toEqual(Array.from({ length: 12 }, (_, n) => `ingest ${n}`));
  });

  it('is not computed when nobody waits for it any more', async () => {
    const { embedder, late } = open();
    const ingest = Promise.all(Array.from({ length: 5 }, (_, n) => embedder.embed(`ingest ${n}`)));
    const controller = new AbortController();
    const left = late[call]('not wanted', { signal: controller.signal });
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await expect(late[call]('never', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await ingest;
    expect(embedder.stats().embedded).toBe(5);
  });

  it('fails as retryable when the worker crashes with it, and works with the next one', async () => {
    const { embedder, late } = open();
    const announced = once(process, 'worker');
    const warm = embedder.warmUp();
    const [thread]: unknown[] = await announced;
    await warm;
    if (thread instanceof Worker) thread.postMessage(null, []); // as a defect in the worker would, this ends it
    await expect(late[call]('lost')).rejects.toMatchObject({ code: 'LTMC_EMBEDDER_FAILED', retryable: true });
    expect((await late[call]('lost')).vector).toHaveLength(384);
  });

  it('is refused after close, and by close', async () => {
    const { embedder, late } = open();
    const inFlight = Promise.allSettled([late[call]('in flight')]);
    await embedder.close();
    expect(await inFlight).toEqual([{ status: 'rejected', reason: expect.objectContaining({ code: 'LTMC_STORE_CLOSED' }) }]);
    await expect(late[call]('after')).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
});

it('keeps what each call of a text gave, side by side', async () => {
  const { embedder, late } = open();
  const { signature } = await late.embedSigned('the same');
  const { tokens, vector } = await late.embedQuery('the same');
  expect(await late.embedSigned('the same')).toMatchObject({ signature, vector });
  expect(await late.embedQuery('the same')).toMatchObject({ tokens, vector });
  expect(embedder.stats()).toMatchObject({ embedded: 2, cacheHits: 2, cacheEntries: 1 });
});

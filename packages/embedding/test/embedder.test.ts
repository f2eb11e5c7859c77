import { manifest } from '@ltmc/model-all-minilm-l6-v2';
import { afterAll, describe, expect, it } from 'vitest';
import { createEmbedder } from '../src/create-embedder.js';
import { dot, goldenTexts } from './golden.js';

const embedder = createEmbedder({ workers: 1, cacheBytes: 0 });
afterAll(() => embedder.close());
const LONG = 'The harbour master logs every vessel that passes the lighthouse. '.repeat(120);
const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

describe('against the original model', () => {
  it.each(goldenTexts)('embeds as the fp32 weights do: $text', async ({ text, embedding }) => {
    const vector = await embedder.embed(text);
    expect(vector).toHaveLength(manifest.dimension);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(dot(vector, embedding)).toBeGreaterThanOrEqual(0.975);
  });

  it.each(goldenTexts.filter(({ token_ids: ids }) => ids.length < manifest.maxTokens))('counts its tokens: $text', async ({ text, token_ids: ids }) => {
    expect(total((await embedder.tokenMap(text)).counts)).toBe(ids.length - 2);
  });

  it('gives each text a vector of its own', async () => {
    const vectors = await Promise.all(goldenTexts.map(({ text }) => embedder.embed(text)));
    const near = vectors.flatMap((a, i) => vectors.slice(i + 1).filter((b) => dot(a, b) > 0.99));
    expect(near).toEqual([]);
  });
});

describe('the same text', () => {
  it('gives the same bits, whatever else is being embedded, with any number of workers and threads', async () => {
    const alone = new Map<string, Float32Array>();
    for (const { text } of goldenTexts) alone.set(text, await embedder.embed(text));
    for (const [workers, threadsPerWorker] of [[2, 1], [1, 2], [3, 2]] as const) {
      await using crowd = createEmbedder({ workers, threadsPerWorker, cacheBytes: 0 });
      const noise = Array.from({ length: 30 }, (_, n) => crowd.embed(`${n} ${LONG.slice(0, n * 31)}`));
      const vectors = await Promise.all(goldenTexts.map(async ({ text }) => [text, await crowd.embed(text)] as const));
      for (const [text, vector] of vectors) expect(vector).toEqual(alone.get(text));
      await Promise.all(noise);
    }
  });
});

describe('a long text', () => {
  it('is cut at the end', async () => {
    const cut = await embedder.embed(LONG);
    expect(await embedder.embed(`${LONG} and a tail that nobody reads`)).toEqual(cut);
    expect(await embedder.embed(`A head that is read. ${LONG}`)).not.toEqual(cut);
  });

  it('is embedded whole up to maxTokens, counted without special tokens', async () => {
    const words = Array.from({ length: embedder.maxTokens + 1 }, (_, n) => (n % 2 ? 'red' : 'boat'));
    const [full = '', over = '', short = ''] = [0, 1, -1].map((more) => words.slice(0, embedder.maxTokens + more).join(' '));
    expect(total((await embedder.tokenMap(full)).counts)).toBe(embedder.maxTokens);
    expect(await embedder.embed(over)).toEqual(await embedder.embed(full));
    expect(await embedder.embed(short)).not.toEqual(await embedder.embed(full));
  });
});

describe('a token map of 1 MiB', () => {
  it.each([['words', 'lorem ipsum, '], ['ideographs', '東'], ['one word', 'x'], ['white space', ' ']])('of %s is complete', async (_, unit) => {
    const text = unit.repeat(Math.ceil((1 << 20) / unit.length));
    const { starts, counts } = await embedder.tokenMap(text);
    const one = await embedder.tokenMap(unit);
    const isOneWord = unit === 'x';
    const repeats = isOneWord ? 1 : text.length / unit.length;
    expect(starts).toHaveLength(one.starts.length * repeats);
    expect(total(counts)).toBe(total(one.counts) * repeats);
    expect(starts.at(-1)).toBe(one.starts.length === 0 ? undefined : text.length - (isOneWord ? text.length : unit.length - (one.starts.at(-1) ?? 0)));
  });

  it('lets a query pass', async () => {
    const finished: string[] = [];
    const map = embedder.tokenMap('lorem ipsum '.repeat(90_000)).then(() => finished.push('map'));
    await embedder.embed('which came first?', { priority: 'query' }).then(() => finished.push('query'));
    await map;
    expect(finished).toEqual(['query', 'map']);
  });
});

it('knows its fingerprint before anything is loaded', async () => {
  await using fresh = createEmbedder();
  expect(fresh.fingerprint).toEqual({
    id: manifest.fingerprint,
    model: 'all-MiniLM-L6-v2',
    dimension: 384,
    pooling: 'mean',
    tokenizerHash: manifest.files.tokenizer.sha256,
    modelHash: manifest.files.model.sha256,
  });
  expect(fresh.maxTokens).toBe(254);
  expect(fresh.stats().workers).toBe(0);
});

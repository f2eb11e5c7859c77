import { manifest } from '@ltmc/model-all-minilm-l6-v2';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createEmbedder } from '../src/create-embedder.js';
import { defaultModel } from '../src/model-files.js';
import { dot, goldenTexts } from './golden.js';
import { lateInteractionOf, maxSimOf } from './late-interaction.js';
import { nastyText } from './nasty-text.js';

const embedder = createEmbedder({ workers: 1, cacheBytes: 0 });
const late = lateInteractionOf(embedder);
afterAll(() => embedder.close());
const tokensIn = async (text: string): Promise<number> => (await late.embedSigned(text)).signature.length / late.bytesPerToken;
const queryTokens = async (text: string): Promise<number> => (await late.embedQuery(text)).tokens.length / (8 * late.bytesPerToken);

describe('the vector beside signatures and tokens', () => {
  const { signatureBasisPath: _, ...withoutBasis } = defaultModel;
  const bare = createEmbedder({ workers: 1, cacheBytes: 0, model: withoutBasis });
  afterAll(() => bare.close());

  it.each(goldenTexts)('has the bits of embed, also of a graph without the projection: $text', async ({ text }) => {
    const vector = await bare.embed(text);
    expect(await embedder.embed(text)).toEqual(vector);
    expect((await late.embedSigned(text)).vector).toEqual(vector);
    expect((await late.embedQuery(text)).vector).toEqual(vector);
  });

  it('comes from an embedder that says so when it has no basis', () => {
    expect(bare).not.toHaveProperty('lateInteraction');
    expect(embedder.fingerprint.id).toBe(manifest.fingerprint);
    expect(late).toMatchObject({ id: manifest.signatureBasis.fingerprint, bytesPerToken: 16 });
    expect(late.id).toContain(embedder.fingerprint.id);
  });
});

describe('a signature', () => {
  it.each([
    ['The second key hangs behind the cellar door.', 8],
    ['It is what it is, and that is that.', 9],
    ['?! ...', 5], // nothing but punctuation: that
    ['unaffordable', 4], // una ##ff ##ord ##able
    ['', 0],
    ['[CLS] [SEP]', 0],
    ['\u{1F600}', 1],
    ['東京', 2],
  ])('of %j has %i tokens', async (text, count) => {
    expect(await tokensIn(text)).toBe(count);
  });

  it('has the signs of the same tokens in a query', async () => {
    const { signature } = await late.embedSigned('cellar door key');
    const { tokens } = await late.embedQuery('cellar door key');
    const signs = Array.from(tokens, (value) => value > 0);
    expect(Array.from(tokens, (__, at) => ((signature[at >> 3] ?? 0) & (1 << (at & 7))) !== 0)).toEqual(signs);
    expect(signs.filter(Boolean).length / signs.length).toBeGreaterThan(0.35);
    expect(signs.filter(Boolean).length / signs.length).toBeLessThan(0.65);
  });

  it('of a long text covers what is embedded, and no more', async () => {
    const long = 'lighthouse '.repeat(2000);
    expect(await tokensIn(long)).toBe(embedder.maxTokens);
    expect((await late.embedSigned(`${long} harbour`)).signature).toEqual((await late.embedSigned(long)).signature);
  });

  it('is the same bytes every time, with any number of workers and threads', async () => {
    await using crowd = createEmbedder({ workers: 2, threadsPerWorker: 2, cacheBytes: 0 });
    const calls = goldenTexts.map(({ text }) => lateInteractionOf(crowd).embedSigned(text));
    for (const [at, call] of calls.entries()) expect((await call).signature).toEqual((await late.embedSigned(goldenTexts[at]?.text ?? '')).signature);
  });

  it('exists for any text with tokens', async () => {
    await fc.assert(fc.asyncProperty(nastyText, async (text) => {
      const [signed, asked] = [await tokensIn(text), await queryTokens(text)];
      expect(Number.isInteger(signed)).toBe(true);
      expect(signed).toBe(asked);
      expect(signed > 0).toBe((await embedder.tokenMap(text.replaceAll(/\[(CLS|SEP)\]/gu, ' '))).counts.some((count) => count > 0));
    }), { numRuns: 40 });
  });
});

describe("a query's tokens", () => {
  it('are those of its words, each of length 1', async () => {
    const { tokens } = await late.embedQuery('Where is the spare key?');
    const dimensions = 8 * late.bytesPerToken;
    expect(tokens).toHaveLength(5 * dimensions);
    for (let at = 0; at < tokens.length; at += dimensions) expect(Math.hypot(...tokens.subarray(at, at + dimensions))).toBeCloseTo(1, 5);
    expect(await queryTokens('[CLS] key [SEP]')).toBe(1);
    expect(await queryTokens('')).toBe(0);
  });

  it('find the passage whose one sentence answers, which the vector blurs', async () => {
    const question = 'Which pump broke in March?';
    const answer = 'The picnic is moved to the lake, Anna brings salad, the pump of the greenhouse broke in March, and somebody must water the ferns while we are away.';
    const others = ['Pumps move water.', 'March was rainy and cold this year.', 'Which shoes go with this coat?'];
    const { vector, tokens } = await late.embedQuery(question);
    const scores = await Promise.all([answer, ...others].map(async (text) => maxSimOf(tokens, (await late.embedSigned(text)).signature)));
    const cosines = await Promise.all([answer, ...others].map(async (text) => dot(vector, await embedder.embed(text))));
    expect(Math.max(...scores)).toBe(scores[0]);
    expect(Math.max(...cosines)).not.toBe(cosines[0]);
  });
});

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifest, modelPath } from '../src/index.js';
import { goldenTexts } from './golden.js';

const MINIMUM_COSINE = 0.975; // int8 against fp32
let session: InferenceSession;

beforeAll(async () => { session = await InferenceSession.create(modelPath, { intraOpNumThreads: 1 }); });
afterAll(async () => { await session.release(); });

/** Runs one text alone, as the int8 model wants it; `outputs` are fetched and nothing else. */
async function run(tokenIds: readonly number[], outputs: string[]): Promise<Record<string, Float32Array>> {
  const dims = [1, tokenIds.length];
  const results = await session.run({
    input_ids: new Tensor('int64', BigInt64Array.from(tokenIds, BigInt), dims),
    attention_mask: new Tensor('int64', new BigInt64Array(tokenIds.length).fill(1n), dims),
  }, outputs);
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]));
}

async function embed(tokenIds: readonly number[]): Promise<Float32Array> {
  const { embedding } = await run(tokenIds, ['embedding']);
  if (!embedding) throw new Error('the model gave no embedding');
  return embedding;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? Number.NaN) * (b[i] ?? Number.NaN);
  return sum;
}

describe('the int8 model', () => {
  it.each(goldenTexts)('stays close to the reference on golden text $#', async ({ token_ids, embedding }) => {
    const found = await embed(token_ids);
    expect(found).toHaveLength(manifest.dimension);
    expect(dot(found, found)).toBeCloseTo(1, 5);
    expect(dot(found, embedding) / Math.sqrt(dot(embedding, embedding))).toBeGreaterThanOrEqual(MINIMUM_COSINE);
  });

  it('gives the same text the same bits', async () => {
    const ids = goldenTexts[0]?.token_ids ?? [];
    expect(await embed(ids)).toEqual(await embed(ids));
  });

  it('gives the states of all tokens when asked, and their normalised mean is the embedding', async () => {
    const ids = goldenTexts[0]?.token_ids ?? [];
    const { embedding, token_states: states } = await run(ids, ['embedding', 'token_states']);
    if (!embedding || !states) throw new Error('an output is missing');
    expect(states).toHaveLength(ids.length * manifest.dimension);
    const mean = new Float64Array(manifest.dimension);
    for (const [i, value] of states.entries()) mean[i % manifest.dimension] = (mean[i % manifest.dimension] ?? 0) + value;
    const length = Math.sqrt(dot(mean, mean));
    for (const [i, value] of embedding.entries()) expect((mean[i] ?? Number.NaN) / length).toBeCloseTo(value, 5);
  });
});

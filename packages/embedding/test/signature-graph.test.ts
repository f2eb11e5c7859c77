import { readFile } from 'node:fs/promises';
import { manifest, modelPath, signatureBasisPath } from '@ltmc/model-all-minilm-l6-v2';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { PROJECTION, withProjection } from '../src/signature-graph.js';

const { dimension, signatureBasis: { components } } = manifest;

it('gives each state less the mean, along each direction of the basis', async () => {
  const basis = await readFile(signatureBasisPath);
  const session = await InferenceSession.create(withProjection(await readFile(modelPath), basis, { dimension, components }), { intraOpNumThreads: 1 });
  const ids = BigInt64Array.from([101, 5811, 21500, 7200, 102], BigInt);
  const feeds = { input_ids: new Tensor('int64', ids, [1, 5]), attention_mask: new Tensor('int64', new BigInt64Array(5).fill(1n), [1, 5]) };
  const results = await session.run(feeds, ['token_states', PROJECTION]);
  await session.release();
  const numbers = (name: string): Float32Array => {
    const data = results[name]?.data;
    if (!(data instanceof Float32Array)) throw new TypeError(`no ${name}`);
    return data;
  };
  const [states, projection] = [numbers('token_states'), numbers(PROJECTION)];
  expect(results[PROJECTION]?.dims).toEqual([1, 5, components]);
  const along = (token: number, direction: number): number => {
    let sum = 0;
    for (let at = 0; at < dimension; at += 1) {
      sum += ((states[token * dimension + at] ?? 0) - basis.readFloatLE(at * 4)) * basis.readFloatLE(((direction + 1) * dimension + at) * 4);
    }
    return sum;
  };
  for (const [token, direction] of [[0, 0], [1, 5], [2, 64], [4, components - 1]] as const) {
    expect(projection[token * components + direction]).toBeCloseTo(along(token, direction), 4);
  }
});

it('refuses a basis of another size', () => {
  expect(() => withProjection(new Uint8Array(), new Uint8Array(100), { dimension, components })).toThrow(RangeError);
});

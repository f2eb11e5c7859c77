import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { VectorStore } from '@ltmc/contracts';
import { unit } from './fixture.js';

const BYTES_PER_TOKEN = 16;
const DIMENSIONS = 8 * BYTES_PER_TOKEN;

/** A text's token whose signs are those of `state`. */
function signsOf(state: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(BYTES_PER_TOKEN);
  for (let at = 0; at < DIMENSIONS; at += 1) if ((state[at] ?? 0) > 0) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return bytes;
}

/** The best cosines as their definition says it, sign by sign. */
function reference(tokens: Float32Array, signature: Uint8Array): number[] {
  const bestOf = (token: Float32Array): number => {
    let best = -Infinity;
    for (let start = 0; start < signature.length; start += BYTES_PER_TOKEN) {
      const sum = token.reduce((total, value, at) => total + ((signature[start + (at >> 3)] ?? 0) & (1 << (at & 7)) ? value : -value), 0);
      best = Math.max(best, sum);
    }
    return Math.max(-1, Math.min(1, best * Math.sqrt(Math.PI / 2 / DIMENSIONS)));
  };
  return Array.from({ length: tokens.length / DIMENSIONS }, (_, at) => bestOf(tokens.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS)));
}

const tokenStates = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: DIMENSIONS, maxLength: DIMENSIONS }).filter((state) => Math.hypot(...state) > 0.01);
const queries = fc.array(tokenStates, { minLength: 1, maxLength: 5 }).map((states) => Float32Array.from(states.flatMap((state) => [...unit(...state)])));
const signature = fc.integer({ min: 1, max: 6 }).chain((count) => fc.uint8Array({ minLength: count * BYTES_PER_TOKEN, maxLength: count * BYTES_PER_TOKEN }));

export function maxSimContract(open: () => Promise<VectorStore>): void {
  it('gives the best cosine of each token, as the signs estimate it, a row a text', async () => {
    await using store = await open();
    await fc.assert(fc.asyncProperty(queries, fc.array(signature, { minLength: 1, maxLength: 8 }), async (tokens, signatures) => {
      const scores = await store.maxSim(tokens, signatures);
      expect([...scores]).toEqual(signatures.flatMap((one) => reference(tokens, one).map((cosine) => expect.closeTo(cosine, 3))));
    }), { numRuns: 60 });
  });

  it('finds a token wherever it stands, and its opposite far away', async () => {
    await using store = await open();
    const east = unit(...Array.from({ length: DIMENSIONS }, (_, at) => Math.cos(at)));
    const other = unit(...Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(3 * at)));
    const [same, opposite, beside] = [signsOf(east), signsOf(east.map((value) => -value)), signsOf(other)];
    const behind = Uint8Array.from([...beside, ...opposite, ...same]);
    const [first = 0, second, third, fourth = 0] = await store.maxSim(east, [same, behind, opposite, beside]);
    expect(first).toBeGreaterThan(0.95);
    expect(second).toBe(first);
    expect(third).toBeCloseTo(-first, 3);
    expect(Math.abs(fourth)).toBeLessThan(0.3);
  });

  it('compares each token of the query as if it were alone', async () => {
    await using store = await open();
    const [a, b, c] = [1, 2, 3].map((seed) => unit(...Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(seed * 7 * (at + 1)))));
    const together = Float32Array.from([a, b, c].flatMap((token) => [...(token ?? [])]));
    const text = [Uint8Array.from({ length: 5 * BYTES_PER_TOKEN }, (_, at) => (at * 89) % 256)];
    const alone = await Promise.all([a, b, c].map(async (token = new Float32Array()) => (await store.maxSim(token, text))[0] ?? 0));
    expect([...(await store.maxSim(together, text))]).toEqual(alone.map((cosine) => expect.closeTo(cosine, 3)));
  });

  it('says NaN where there is nothing to compare, in its place', async () => {
    await using store = await open();
    const token = unit(...Array.from({ length: DIMENSIONS }, () => 1));
    const all = new Uint8Array(BYTES_PER_TOKEN).fill(255);
    const scores = await store.maxSim(token, [undefined, all, new Uint8Array(), all, undefined]);
    expect([...scores]).toEqual([NaN, expect.closeTo(1, 3), NaN, expect.closeTo(1, 3), NaN]);
    expect(await store.maxSim(new Float32Array(), [all])).toHaveLength(0);
    expect(await store.maxSim(token, [])).toHaveLength(0);
  });

  it('leaves what it was given as it was', async () => {
    await using store = await open();
    const token = unit(...Array.from({ length: DIMENSIONS }, (_, at) => at + 1));
    const whole = new Uint8Array(4 * BYTES_PER_TOKEN).fill(170);
    await store.maxSim(token, [whole, whole.subarray(BYTES_PER_TOKEN)]);
    expect(whole).toEqual(new Uint8Array(4 * BYTES_PER_TOKEN).fill(170));
    expect(token).toHaveLength(DIMENSIONS);
  });

  it('refuses parts of tokens and numbers that are none', async () => {
    await using store = await open();
    const token = unit(...Array.from({ length: DIMENSIONS }, () => 1));
    const refused = { code: 'LTMC_INVALID_INPUT', retryable: false };
    await expect(store.maxSim(token.subarray(1), [])).rejects.toMatchObject(refused);
    await expect(store.maxSim(token.map((_, at) => (at === 5 ? NaN : 0)), [])).rejects.toMatchObject(refused);
    await expect(store.maxSim(token, [new Uint8Array(BYTES_PER_TOKEN), new Uint8Array(BYTES_PER_TOKEN - 1)])).rejects.toMatchObject(refused);
  });

  it('rejects after the store was closed', async () => {
    const store = await open();
    await store.close();
    await expect(store.maxSim(new Float32Array(), [])).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
}

import { describe, expect, it } from 'vitest';
import { createTestEmbedder } from '../src/test-embedder.js';
import { dot } from './golden.js';
import { lateInteractionOf, maxSimOf } from './late-interaction.js';

describe('the test embedder', () => {
  it('places texts that share words near each other', async () => {
    await using embedder = createTestEmbedder();
    const [a, b, c] = await Promise.all(['the red boat sails', 'A RED boat, the small one, sails', 'deploy key rotation'].map((text) => embedder.embed(text)));
    expect(dot(a ?? [], b ?? [])).toBeGreaterThan(dot(a ?? [], c ?? []) + 0.3);
  });

  it.each(['hello world', '', '  ', '東京', '\uD83D'])('gives %j a vector of length 1, the same each time', async (text) => {
    await using embedder = createTestEmbedder({ dimension: 32 });
    await using other = createTestEmbedder({ dimension: 32 });
    const vector = await embedder.embed(text);
    expect(vector).toHaveLength(32);
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect(await other.embed(text)).toEqual(vector);
  });

  it('cuts at maxTokens and counts one token a unit', async () => {
    await using embedder = createTestEmbedder({ maxTokens: 3 });
    expect(await embedder.embed('one two three four')).toEqual(await embedder.embed('one two three'));
    expect(await embedder.embed('one two three')).not.toEqual(await embedder.embed('one two'));
    expect(await embedder.tokenMap('Hi, 東京')).toEqual({ starts: Uint32Array.of(0, 2, 4, 5), counts: Uint32Array.of(1, 1, 1, 1) });
  });

  it('finds equal words token by token, the same each time', async () => {
    await using embedder = createTestEmbedder();
    const late = lateInteractionOf(embedder);
    const { vector, tokens } = await late.embedQuery('spare KEY');
    expect([vector, tokens.length]).toEqual([await embedder.embed('spare KEY'), 2 * 128]);
    const scoreOf = async (text: string): Promise<number> => maxSimOf(tokens, (await late.embedSigned(text)).signature) / Math.sqrt(128);
    expect(await scoreOf('a key that is, as they say, spare')).toBeCloseTo(1, 5);
    expect(await scoreOf('the key')).toBeGreaterThan(0.45);
    expect(await scoreOf('the key')).toBeLessThan(0.7);
    expect(Math.abs(await scoreOf('boats sail'))).toBeLessThan(0.3);
    expect((await late.embedSigned('Hi, you!')).signature).toHaveLength(2 * late.bytesPerToken);
    expect((await late.embedSigned('?!')).signature).toHaveLength(2 * late.bytesPerToken);
    expect(await late.embedSigned('one two')).toEqual(await lateInteractionOf(createTestEmbedder()).embedSigned('one two'));
  });

  it('does without late interaction when told so', () => {
    expect(createTestEmbedder({ lateInteraction: false })).not.toHaveProperty('lateInteraction');
  });

  it('has a fingerprint no model has, honours signals, and closes', async () => {
    const embedder = createTestEmbedder();
    expect(embedder.fingerprint.id).toMatch(/^test-/);
    await expect(embedder.embed('a', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'LTMC_CANCELLED' });
    await embedder.close();
    await expect(embedder.embed('a')).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
  });
});

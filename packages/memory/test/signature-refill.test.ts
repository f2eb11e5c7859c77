import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ALL_IDS, countMissing, missingIn, refill, type RefillParts } from '../src/signature-refill.js';
import { silent } from './open-memory.js';
import { openWorld, signed, type SignatureWorld } from './signature-world.js';

const signal = new AbortController().signal;

/** A world whose notes have no signatures, and what a refill works on; `texts` are those that were signed, in order. */
async function unsigned(notes: number): Promise<{ world: SignatureWorld; ids: number[]; parts: RefillParts; texts: string[] }> {
  const world = await openWorld({ signed: false });
  const ids: number[] = [];
  for (let note = 0; note < notes; note += 1) ids.push(...(await world.store(`note ${note}`, `Note number ${note} is here.`)));
  const texts: string[] = [];
  const embedSigned: RefillParts['lateInteraction']['embedSigned'] = (text, options) => {
    texts.push(text);
    return world.late.embedSigned(text, options);
  };
  const parts: RefillParts = { record: world.record, store: world.signatures, fingerprint: world.embedder.fingerprint.id, lateInteraction: { ...world.late, embedSigned }, isBusy: () => false, logger: silent };
  return { world, ids, parts, texts };
}

describe('refill', () => {
  it('goes from the newest chunk to the oldest, and only over what is missing', async () => {
    const { world, ids, parts, texts } = await unsigned(20);
    await using _ = world;
    await world.signatures.put([{ vectorId: ids[5] ?? 0, signature: new Uint8Array(16) }]);
    expect(await countMissing(parts, [ALL_IDS], signal)).toBe(19);
    const done: number[] = [];
    await refill(parts, [ALL_IDS], { signal, onDone: (count) => done.push(count) });
    expect(texts).toEqual(Array.from({ length: 20 }, (_note, index) => `Note number ${19 - index} is here.`).filter((text) => !text.includes('number 5 ')));
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(19);
    expect(await signed(world.signatures, ids)).toEqual(ids);
    expect(await countMissing(parts, [ALL_IDS], signal)).toBe(0);
  });

  it('signs nothing while new texts wait to be embedded', async () => {
    const { world, ids, parts, texts } = await unsigned(3);
    await using _ = world;
    let busy = true;
    const filling = refill({ ...parts, isBusy: () => busy }, [ALL_IDS], { signal, onDone: () => undefined });
    await sleep(150);
    expect(texts).toEqual([]);
    busy = false;
    await filling;
    expect(await signed(world.signatures, ids)).toEqual(ids);
  });

  it('stops when it is aborted, keeps what it has, and goes on the next time', async () => {
    const { world, ids, parts, texts } = await unsigned(20);
    await using _ = world;
    const stopping = new AbortController();
    await refill(parts, [ALL_IDS], { signal: stopping.signal, onDone: () => stopping.abort() });
    const kept = await signed(world.signatures, ids);
    expect(kept.length).toBe(texts.length);
    expect(kept.length).toBeLessThan(ids.length);
    await refill(parts, [ALL_IDS], { signal, onDone: () => undefined });
    expect(texts).toHaveLength(20);
  });

  it('looks only within the range asked for', async () => {
    const { world, ids, parts } = await unsigned(6);
    await using _ = world;
    const [first = 0, last = 0] = [ids[1], ids[3]];
    const found: number[] = [];
    for await (const missing of missingIn(parts, { first, last })) found.push(...missing);
    expect(found).toEqual(ids.slice(1, 4).toReversed());
  });
});

import type { RecordStore, VersionInput } from '@ltmc/contracts';
import { createMemoryRecord } from '@ltmc/tier-temporal';
import { describe, expect, it } from 'vitest';
import { createFewWait } from '../src/few-wait.js';

const MODEL = { id: 'model', model: 'm', dimension: 1, pooling: 'mean', tokenizerHash: 't', modelHash: 'h' };

async function storeMany(record: RecordStore, count: number, namespace = 'own'): Promise<number[]> {
  const chunks = Array.from({ length: count }, (_, n) => ({ content: `text ${n}`, startOffset: 0, endOffset: 6, heading: null }));
  const input: VersionInput = {
    namespace, fileName: `${namespace}-${count}`, content: `text ${count}`, resourceType: 'note', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId: null, sessionId: null, recordedAtMs: 1000, chunks,
  };
  const outcome = await record.storeVersion(input);
  if (outcome.kind !== 'written') throw new Error('no key was given');
  return [...outcome.result.vectorIds];
}

/** A wait that counts its looks; `step` runs at each. */
function waitOn(record: RecordStore, step: (looks: number) => Promise<void> = async () => undefined, isAway = () => false) {
  const count = { looks: 0, nudges: 0 };
  const wait = createFewWait({
    record,
    nudge: () => { count.nudges += 1; },
    nextProgress: async () => {
      count.looks += 1;
      await step(count.looks);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    },
    isAway,
  });
  return { count, wait };
}

describe('a search waits for few chunks', () => {
  it('until those that waited when it came are embedded, and not for later ones', async () => {
    await using record = createMemoryRecord();
    const vectorIds = await storeMany(record, 3);
    const { count, wait } = waitOn(record, async (looks) => {
      await storeMany(record, looks + 3); // there is always something new
      const vectorId = vectorIds[looks - 1];
      if (vectorId !== undefined) await record.storeEmbeddings(MODEL, [{ vectorId, vector: new Float32Array(1) }], 2000);
    });
    expect(await wait('own', Promise.resolve())).toBe(true);
    expect(count).toEqual({ looks: 3, nudges: 1 });
  });

  it('of its own namespace only, and not at all for many', async () => {
    await using record = createMemoryRecord();
    await storeMany(record, 32);
    const { count, wait } = waitOn(record);
    expect(await wait('other', Promise.resolve())).toBe(false);
    await storeMany(record, 1, 'other');
    await wait('own', Promise.resolve());
    await wait('other', Promise.resolve());
    expect(count).toEqual({ looks: 0, nudges: 0 });
  });

  it('not while embedding fails, and not for a cancelled search', async () => {
    await using record = createMemoryRecord();
    await storeMany(record, 1);
    const failing = waitOn(record, undefined, () => true);
    await failing.wait('own', Promise.resolve());
    const patient = waitOn(record);
    await patient.wait('own', Promise.resolve(), AbortSignal.abort());
    expect([failing.count.looks, patient.count.looks]).toEqual([0, 0]);
  });

  it('for the same chunk in vain once only', async () => {
    await using record = createMemoryRecord();
    await storeMany(record, 1);
    const { count, wait } = waitOn(record);
    await wait('own', Promise.resolve());
    expect(count.looks).toBeGreaterThan(0);
    const { looks } = count;
    await wait('own', Promise.resolve());
    expect(count.looks).toBe(looks);
    await storeMany(record, 2);
    await wait('own', Promise.resolve());
    expect(count.looks).toBeGreaterThan(looks);
  });
});

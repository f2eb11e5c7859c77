import type { MemoryFilter, RecordStore, VectorIndex } from '@ltmc/contracts';
import { createMemoryRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestPassing } from '../src/search/nearest-passing.js';

const DIMENSION = 2;
const MODEL = { id: 'model', model: 'm', dimension: DIMENSION, pooling: 'mean', tokenizerHash: 't', modelHash: 'h' };
const NOTES = 300;
const FILTER: MemoryFilter = { namespace: 'own', kinds: ['memory'], validAtMs: 5000, tags: ['wanted'] };
const QUERY = new Float32Array([1, 0]);

/** Notes around a circle, each a little further from the query than the one before; those that `isWanted` have the tag. */
async function openNotes(isWanted: (place: number) => boolean) {
  const record = createMemoryRecord();
  const index = await createExactVectorStore().openIndex({ namespace: 'own', fingerprint: MODEL.id, dimension: DIMENSION });
  for (let place = 0; place < NOTES; place += 1) {
    const outcome = await record.storeVersion({
      namespace: 'own', fileName: `note ${place}`, content: `note ${place}`, resourceType: 'note', tags: isWanted(place) ? ['wanted'] : [], metadata: {}, validFromMs: null, expiresAtMs: null,
      agentId: null, sessionId: null, recordedAtMs: 1000, chunks: [{ content: `note ${place}`, startOffset: 0, endOffset: 6, heading: null }],
    });
    if (outcome.kind !== 'written') throw new Error('no key was given');
    const angle = (Math.PI * place) / NOTES;
    const entries = outcome.result.vectorIds.map((vectorId) => ({ vectorId, vector: new Float32Array([Math.cos(angle), Math.sin(angle)]) }));
    await record.storeEmbeddings(MODEL, entries, 2000);
    await index.apply({ upsert: entries, remove: [], cursor: place + 1 });
  }
  return { record, index };
}

async function compare({ record, index }: { readonly record: RecordStore; readonly index: VectorIndex }, limit: number, include: Float64Array): Promise<{ readonly named: number }> {
  let named = 0;
  const counting: Pick<RecordStore, 'allowedVectors' | 'passing'> = {
    allowedVectors: (...args) => {
      named += 1;
      return record.allowedVectors(...args);
    },
    passing: (...args) => record.passing(...args),
  };
  const found = await nearestPassing({ record: counting, index, filter: FILTER, fingerprint: MODEL.id }, { vector: QUERY, limit, include });
  const allowed = await record.allowedVectors(FILTER, MODEL.id);
  expect(found).toEqual(await index.search(QUERY, { limit, include, ...(allowed ? { allowed } : {}) }));
  return { named };
}

describe('the nearest of many that pass', () => {
  it('are those that naming all of them gives, without naming any where enough of the nearest pass', async () => {
    const notes = await openNotes((place) => place % 3 === 0);
    expect(await compare(notes, 10, new Float64Array())).toEqual({ named: 0 });
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 120 }), fc.uniqueArray(fc.integer({ min: 0, max: NOTES / 3 - 1 }), { maxLength: 20 }), async (limit, picked) => {
      await compare(notes, limit, Float64Array.from(picked, (place) => 3 * place + 1).toSorted());
    }), { numRuns: 40 });
  });

  it('are found where none of them is near', async () => {
    const notes = await openNotes((place) => place >= 200);
    expect(await compare(notes, 5, new Float64Array([201]))).toEqual({ named: 1 });
    expect(await compare(notes, 100, new Float64Array())).toEqual({ named: 0 });
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { VectorBatch, VectorIndex, VectorSearchOptions } from '@ltmc/contracts';
import { createExactVectorStore } from '../src/index.js';
import { openSmall, SMALL } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const SPACE = { namespace: 'random', fingerprint: 'f', dimension: 4 };
const MAX_ID = 6 * SMALL.exactUpTo;

/** Few directions, so that equal similarities are frequent. */
const vector = fc
  .array(fc.integer({ min: -2, max: 2 }), { minLength: SPACE.dimension, maxLength: SPACE.dimension })
  .filter((components) => components.some((component) => component !== 0))
  .map((components) => Float32Array.from(components, (component) => component / Math.hypot(...components)));
const id = fc.integer({ min: 1, max: MAX_ID });
const range = fc.tuple(id, fc.integer({ min: -1, max: 60 })).map(([first, length]) => ({ first, last: first + length }));

const apply = fc.record({
  kind: fc.constant('apply' as const),
  upsert: fc.array(fc.record({ vectorId: id, vector }), { maxLength: 120 }),
  remove: fc.array(range, { maxLength: 2 }),
});
const search = fc.record({
  kind: fc.constant('search' as const),
  query: vector,
  limit: fc.integer({ min: 1, max: 12 }),
  allowed: fc.option(fc.uniqueArray(id, { maxLength: MAX_ID }).map((some) => Float64Array.from(some).toSorted()), { nil: undefined }),
});
const reopen = fc.record({ kind: fc.constant('reopen' as const), afterClear: fc.boolean() });
const steps = fc.array(fc.oneof({ weight: 5, arbitrary: apply }, { weight: 5, arbitrary: search }, { weight: 1, arbitrary: reopen }), { minLength: 3, maxLength: 25 });

async function compare(tested: VectorIndex, oracle: VectorIndex, query: Float32Array, options: VectorSearchOptions): Promise<void> {
  const truth = await oracle.search(query, options);
  expect(await tested.search(query, { ...options, exact: true })).toEqual(truth);
  const found = await tested.search(query, options);
  // Below the threshold there is no graph; with one, each hit is still true, in order and allowed, and none is missing in number.
  const all = await oracle.search(query, { ...options, limit: MAX_ID });
  expect(found).toEqual(oracle.size <= SMALL.exactUpTo / 2 ? truth : all.filter((hit) => found.some(({ vectorId }) => vectorId === hit.vectorId)));
  expect(found).toHaveLength(truth.length);
}

it('agrees with the exact store, whatever is applied and searched', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const folder = await temporaryFolder();
      await using exact = createExactVectorStore();
      const oracle = await exact.openIndex(SPACE);
      let store = await openSmall(folder);
      let tested = await store.openIndex(SPACE);
      let last: VectorBatch = { upsert: [], remove: [], cursor: 0 };
      for (const [position, step] of sequence.entries()) {
        if (step.kind === 'apply') {
          last = { upsert: step.upsert, remove: step.remove, cursor: position + 1 };
          await Promise.all([tested.apply(last), oracle.apply(last)]);
        } else if (step.kind === 'search') {
          await compare(tested, oracle, step.query, { limit: step.limit, ...(step.allowed && { allowed: step.allowed }) });
        } else if (step.afterClear) {
          await Promise.all([tested.clear(), oracle.clear()]);
        } else if (await tested.saveSnapshot()) {
          await store.close();
          store = await openSmall(folder);
          tested = await store.openIndex(SPACE);
        }
        expect([tested.size, tested.cursor]).toEqual([oracle.size, oracle.cursor]);
      }
      await store.close();
    }),
    { numRuns: 60, seed: 20_261_122 },
  );
});

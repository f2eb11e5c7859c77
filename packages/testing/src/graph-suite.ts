import { describe } from 'vitest';
import type { GraphReader, GraphStore } from '@ltmc/contracts';
import { HERE, THERE, upsertEdges } from './graph/fixture.js';
import { positionContract } from './graph/position.js';
import { randomGraphContract } from './graph/random-graphs.js';
import { countContract, edgesContract, neighboursContract, pathsContract, readerContract, relatedContract, type OpenGraph } from './graph/reading.js';
import { refusalContract } from './graph/refusals.js';
import { writingContract } from './graph/writing.js';

/** Runs the contract of what can be asked of tier 4. `open` returns a graph that holds these edges, by namespace, and nothing else. */
export function describeGraphReader(driver: string, open: OpenGraph): void {
  describe(`GraphReader: ${driver}`, () => {
    describe('edges', () => { edgesContract(open); });
    describe('neighbours', () => { neighboursContract(open); });
    describe('paths', () => { pathsContract(open); });
    describe('related', () => { relatedContract(open); });
    describe('degrees and statistics', () => { countContract(open); });
    describe('random graphs', () => { randomGraphContract(open); });
    describe('reader', () => { readerContract(open); });
  });
}

/** Runs the whole contract of tier 4 against a driver. `open` returns a fresh, empty store each time. */
export function describeGraphStore(driver: string, open: () => Promise<GraphStore>): void {
  describeGraphReader(driver, async ({ here = [], there = [] }): Promise<GraphReader> => {
    const store = await open();
    await store.apply(upsertEdges(here, { namespace: HERE }));
    await store.apply(upsertEdges(there, { namespace: THERE }));
    return store;
  });
  describe(`GraphStore: ${driver}`, () => {
    describe('apply', () => { writingContract(open); });
    describe('position', () => { positionContract(open); });
    describe('refusals', () => { refusalContract(open); });
  });
}

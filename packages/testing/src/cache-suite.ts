import { describe } from 'vitest';
import { computeContract } from './cache/compute.js';
import { countersContract } from './cache/counters.js';
import { entriesContract } from './cache/entries.js';
import type { OpenCacheStores } from './cache/fixture.js';
import { storeContract } from './cache/store.js';
import { versionsContract } from './cache/versions.js';

export type { OpenCacheStores } from './cache/fixture.js';

/** Runs the contract of caches against a driver. */
export function describeCacheStore(driver: string, open: OpenCacheStores): void {
  describe(`CacheStore: ${driver}`, () => {
    describe('entries', () => { entriesContract(open); });
    describe('counters and compare-and-set', () => { countersContract(open); });
    describe('versions', () => { versionsContract(open); });
    describe('getOrCompute', () => { computeContract(open); });
    describe('store', () => { storeContract(open); });
  });
}

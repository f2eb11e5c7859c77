import { afterAll, describe } from 'vitest';
import { countersContract, popularityContract } from './coordination/counts.js';
import { createPlace, type OpenCoordination } from './coordination/fixture.js';
import { lockPropertyContract } from './coordination/lock-property.js';
import { lockQueueContract } from './coordination/lock-queue.js';
import { lockWaitsContract } from './coordination/lock-waits.js';
import { locksContract } from './coordination/locks.js';
import { membersContract } from './coordination/members.js';
import { stateValuesContract } from './coordination/state-values.js';
import { stateContract } from './coordination/state.js';
import { storeContract } from './coordination/store.js';
import { streamsContract } from './coordination/streams.js';

export type { OpenCoordination } from './coordination/fixture.js';

/** Runs the contract of coordination stores against a driver. Of its leases only that they are there: `describeLeaseStore` does the rest. */
export function describeCoordinationStore(driver: string, open: OpenCoordination): void {
  describe(`CoordinationStore: ${driver}`, () => {
    const place = createPlace(open);
    afterAll(() => place.close());
    describe('store', () => { storeContract(place); });
    describe('state', () => { stateContract(place); });
    describe('values of state', () => { stateValuesContract(place); });
    describe('members', () => { membersContract(place); });
    describe('locks', () => { locksContract(place); });
    describe('the queue of a lock', () => { lockQueueContract(place); });
    describe('waiting for a lock', () => { lockWaitsContract(place); });
    describe('the histories of a lock', () => { lockPropertyContract(place); });
    describe('streams', () => { streamsContract(place); });
    describe('counters', () => { countersContract(place); });
    describe('popularity', () => { popularityContract(place); });
  });
}

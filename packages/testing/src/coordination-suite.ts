import { describe } from 'vitest';
import { countersContract, popularityContract } from './coordination/counts.js';
import type { OpenCoordination } from './coordination/fixture.js';
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
    describe('store', () => { storeContract(open); });
    describe('state', () => { stateContract(open); });
    describe('values of state', () => { stateValuesContract(open); });
    describe('members', () => { membersContract(open); });
    describe('locks', () => { locksContract(open); });
    describe('the queue of a lock', () => { lockQueueContract(open); });
    describe('waiting for a lock', () => { lockWaitsContract(open); });
    describe('the histories of a lock', () => { lockPropertyContract(open); });
    describe('streams', () => { streamsContract(open); });
    describe('counters', () => { countersContract(open); });
    describe('popularity', () => { popularityContract(open); });
  });
}

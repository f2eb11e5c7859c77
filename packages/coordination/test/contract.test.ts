import { describeCoordinationStore, describeLeaseStore } from '@ltmc/testing';
import { createMemoryLeaseStore, openSqliteCoordination, openSqliteLeaseStore } from '../src/index.js';
import { freshPath } from './temporary-folder.js';

describeLeaseStore('memory', async () => {
  const store = createMemoryLeaseStore();
  return [store, store];
});

describeLeaseStore('sqlite', async () => {
  const path = await freshPath();
  return [await openSqliteLeaseStore({ path }), await openSqliteLeaseStore({ path })];
});

describeLeaseStore('sqlite, of a coordination store', async () => {
  const path = await freshPath();
  return [(await openSqliteCoordination({ path })).leases, await openSqliteLeaseStore({ path })];
});

describeCoordinationStore('sqlite', async () => {
  const path = await freshPath();
  return [await openSqliteCoordination({ path }), await openSqliteCoordination({ path })];
});

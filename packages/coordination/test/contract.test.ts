import { describeLeaseStore } from '@ltmc/testing';
import { createMemoryLeaseStore, openSqliteLeaseStore } from '../src/index.js';
import { freshPath } from './temporary-folder.js';

describeLeaseStore('memory', async () => {
  const store = createMemoryLeaseStore();
  return [store, store];
});

describeLeaseStore('sqlite', async () => {
  const path = await freshPath();
  return [await openSqliteLeaseStore({ path }), await openSqliteLeaseStore({ path })];
});

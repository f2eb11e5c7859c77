import { describeCacheStore } from '@ltmc/testing';
import { createMemoryCacheStore } from '../src/memory-driver.js';

describeCacheStore('memory', async () => {
  const store = createMemoryCacheStore();
  return [store, store];
});

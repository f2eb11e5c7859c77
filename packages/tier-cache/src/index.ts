export { createMemoryCacheStore } from './memory-driver.js';
export type { MemoryCacheOptions } from './memory-driver.js';

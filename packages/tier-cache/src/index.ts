export { createTierCache } from './tier-cache.js';
export type { TierCache, TierCacheOptions } from './tier-cache.js';

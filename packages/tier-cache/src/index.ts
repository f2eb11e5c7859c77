export { createMemoryCacheStore } from './memory-driver.js';
export type { MemoryCacheOptions } from './memory-driver.js';
export { openRedisCacheStore } from './redis/open-redis-cache.js';
export { HEARTBEAT_TTL_SECONDS, redisKeys, TOOL_CACHE_NAMESPACE, TOOL_CACHE_TTL_SECONDS } from './redis/redis-keys.js';
export type { RedisKeys } from './redis/redis-keys.js';
export type { RedisCacheOptions, RedisSentinelTarget, RedisTlsOptions } from './redis/redis-options.js';

export { createMemoryCacheStore } from './memory-driver.js';
export type { MemoryCacheOptions, MemoryCacheStore } from './memory-driver.js';
export { openRedisCacheStore } from './redis/open-redis-cache.js';
export type { RedisCacheOptions } from './redis/redis-options.js';
export { HEARTBEAT_TTL_SECONDS, redisKeys, TOOL_CACHE_NAMESPACE, TOOL_CACHE_TTL_SECONDS } from '@ltmc/redis-connection';
export type { RedisKeys, RedisSentinelTarget, RedisTlsOptions } from '@ltmc/redis-connection';

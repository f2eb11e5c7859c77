export { createRedisConnection } from './redis-connection.js';
export type { RedisConnection, RedisConnectionOptions } from './redis-connection.js';

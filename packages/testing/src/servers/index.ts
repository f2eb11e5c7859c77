export { freePort, startChildServer } from './child-server.js';
export type { ChildServer, ChildServerOptions } from './child-server.js';
export { needRedis, startRedisServer } from './redis-server.js';
export type { RedisServer, RedisServerOptions } from './redis-server.js';
export { startRedisSentinel } from './redis-sentinel.js';
export type { RedisSentinelGroup, RedisSentinelOptions } from './redis-sentinel.js';
export { needPrograms, serversRequired } from './server-need.js';
export type { ServerNeed } from './server-need.js';

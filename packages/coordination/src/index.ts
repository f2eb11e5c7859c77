export { holdLease } from './hold-lease.js';
export type { HeldLease, HoldLeaseOptions } from './hold-lease.js';
export { createMemoryLeaseStore } from './memory-leases.js';
export { openSqliteCoordination } from './sqlite/open-coordination.js';
export { openSqliteLeaseStore } from './sqlite/open-leases.js';
export type { CoordinationFileOptions } from './sqlite/coordination-file.js';
export { openRedisCoordination } from './redis/open-redis-coordination.js';
export type { RedisCoordinationOptions } from './redis/redis-options.js';

import { script } from '@ltmc/redis-connection';
import { MEMBER_PARTS } from './member-parts.js';
import { NOW } from './parts.js';

/** Takes a member out. KEYS: those of MEMBER_PARTS, KEYS[3]: heartbeat. ARGV[1]: id. Result: 1 if it was there. */
export const LEAVE_GROUP = script(`${NOW}${MEMBER_PARTS}
local lived = redis.call('UNLINK', KEYS[3])
redis.call('SREM', ids_key, ARGV[1])
redis.call('ZREM', ends_key, ARGV[1])
sweep()
return lived
`);

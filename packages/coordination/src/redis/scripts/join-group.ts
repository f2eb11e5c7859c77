import { script } from '@ltmc/redis-connection';
import { MEMBER_PARTS } from './member-parts.js';
import { NOW } from './parts.js';

/**
 * Adds a member, or replaces one.
 * KEYS: those of MEMBER_PARTS, KEYS[3]: heartbeat. ARGV[1]: id, ARGV[2]: fields, JSON, ARGV[3]: TTL in ms, ARGV[4]: '1' if a living one may be replaced.
 * Result: 1 if it is a member now, 0 if there is one and nothing was done.
 */
export const JOIN_GROUP = script(`${NOW}${MEMBER_PARTS}
if ARGV[4] ~= '1' and redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
local ends = whole(now + tonumber(ARGV[3]))
redis.call('SET', KEYS[3], ARGV[2], 'PXAT', ends)
redis.call('SADD', ids_key, ARGV[1])
redis.call('ZADD', ends_key, ends, ARGV[1])
sweep()
return 1
`);

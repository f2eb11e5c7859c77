import { script } from '@ltmc/redis-connection';
import { MEMBER_PARTS } from './member-parts.js';
import { NOW } from './parts.js';

/**
 * A sign of life of one member. Works on a full server.
 * KEYS: those of MEMBER_PARTS, KEYS[3]: heartbeat. ARGV[1]: id, ARGV[2]: TTL in ms. Result: its fields, JSON; nil if it does not live.
 */
export const BEAT_MEMBER = script(`${NOW}${MEMBER_PARTS}
local ends = whole(now + tonumber(ARGV[2]))
if redis.call('PEXPIREAT', KEYS[3], ends) == 0 then return nil end
redis.call('ZADD', ends_key, ends, ARGV[1])
sweep()
return redis.call('GET', KEYS[3])
`);

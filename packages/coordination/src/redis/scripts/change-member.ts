import { script } from '@ltmc/redis-connection';
import { MEMBER_PARTS } from './member-parts.js';
import { NOW } from './parts.js';

/**
 * A sign of life with other fields, if they are still what the change was made from: Lua's JSON would not give back what went in.
 * KEYS: those of MEMBER_PARTS, KEYS[3]: heartbeat. ARGV[1]: id, ARGV[2]: fields as they were, JSON, ARGV[3]: new ones, ARGV[4]: TTL in ms.
 * Result: {1}; {0, fields as they are} or {0} if it does not live, and nothing was done.
 */
export const CHANGE_MEMBER = script(`${NOW}${MEMBER_PARTS}
local fields = redis.call('GET', KEYS[3])
if fields ~= ARGV[2] then return {0, fields} end
local ends = whole(now + tonumber(ARGV[4]))
redis.call('SET', KEYS[3], ARGV[3], 'PXAT', ends)
redis.call('ZADD', ends_key, ends, ARGV[1])
sweep()
return {1}
`);

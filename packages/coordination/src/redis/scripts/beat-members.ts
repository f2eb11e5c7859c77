import { script } from '@ltmc/redis-connection';
import { MEMBER_PARTS } from './member-parts.js';
import { NOW } from './parts.js';

/**
 * Signs of life of many. Works on a full server.
 * KEYS: those of MEMBER_PARTS, then the heartbeats. ARGV[1]: TTL in ms, then the ids in the same order. Result: per id 1 if it lived.
 */
export const BEAT_MEMBERS = script(`${NOW}${MEMBER_PARTS}
local ends, lived = whole(now + tonumber(ARGV[1])), {}
for n = 3, #KEYS do
  lived[n - 2] = redis.call('PEXPIREAT', KEYS[n], ends)
  if lived[n - 2] == 1 then redis.call('ZADD', ends_key, ends, ARGV[n - 1]) end
end
sweep()
return lived
`);

import { script } from '@ltmc/redis-connection';
import { LEASE_PARTS } from './lease-parts.js';

/** Lengthens the grant of an epoch. Works on a full server, which takes a write that follows a deletion. KEYS[1]: lease. ARGV[1]: epoch, ARGV[2]: TTL in ms. Result: 1 if it stood. */
export const RENEW_LEASE = script(`${LEASE_PARTS}
if not standing or epoch ~= tonumber(ARGV[1]) then return 0 end
redis.call('HDEL', KEYS[1], 'until_ms')
redis.call('HSET', KEYS[1], 'until_ms', whole(now + tonumber(ARGV[2])), 'seen_ms', whole(now))
return 1
`);

import { script } from '@ltmc/redis-connection';
import { LEASE_PARTS } from './lease-parts.js';

/** Grants a lease if no grant of it stands. KEYS[1]: lease. ARGV[1]: owner, ARGV[2]: TTL in ms, ARGV[3]: epoch to be above. Result: the epoch as text; nil if one stands. */
export const ACQUIRE_LEASE = script(`${LEASE_PARTS}
if standing then return nil end
epoch = whole(math.max(epoch, tonumber(ARGV[3])) + 1)
redis.call('HSET', KEYS[1], 'epoch', epoch, 'owner', ARGV[1], 'ttl_ms', ARGV[2], 'until_ms', whole(now + tonumber(ARGV[2])), 'seen_ms', whole(now))
return epoch
`);

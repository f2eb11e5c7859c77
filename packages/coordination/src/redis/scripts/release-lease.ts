import { script } from '@ltmc/redis-connection';
import { LEASE_PARTS } from './lease-parts.js';

/** Ends the grant of an epoch. KEYS[1]: lease. ARGV[1]: epoch. Result: 1 if it stood. */
export const RELEASE_LEASE = script(`${LEASE_PARTS}
if not standing or epoch ~= tonumber(ARGV[1]) then return 0 end
return redis.call('HDEL', KEYS[1], 'until_ms')
`);

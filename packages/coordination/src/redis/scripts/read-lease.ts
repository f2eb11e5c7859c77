import { script } from '@ltmc/redis-connection';
import { LEASE_PARTS } from './lease-parts.js';

/** The grant that stands. KEYS[1]: lease. Result: {epoch, owner, TTL in ms, ms left}, numbers as text; nil if none stands. */
export const READ_LEASE = script(`${LEASE_PARTS}
if not standing then return nil end
return {whole(epoch), fields[4], fields[5], whole(left)}
`);

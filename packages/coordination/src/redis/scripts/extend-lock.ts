import { script } from '@ltmc/redis-connection';
import { LOCK_PARTS } from './lock-parts.js';

/**
 * Lengthens a grant, or shortens it. Works on a full server, which takes a write that follows a deletion.
 * KEYS[1]: lock, KEYS[2]: until when names are locked. ARGV[1]: name, ARGV[2]: token, ARGV[3]: TTL in ms from now, '' as granted.
 * Result: the holder as shown; nil if the grant stands no more.
 */
export const EXTEND_LOCK = script(`${LOCK_PARTS}
local holder, place = holder_of(ARGV[2])
if not holder then return nil end
local before = holder.until_at
if ARGV[3] ~= '' then holder.ttl = tonumber(ARGV[3]) end
holder.until_at = now + holder.ttl
redis.call('HDEL', KEYS[1], 'held:' .. holder.token)
hold(ARGV[1], holder)
if holder.until_at < before then hint(KEYS[1]) end -- those who wait think that it stands for longer
return shown(holder)
`);

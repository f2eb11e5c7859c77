import { script } from '@ltmc/redis-connection';
import { LOCK_PARTS } from './lock-parts.js';

/**
 * Ends a grant. Works on a full server.
 * KEYS[1]: lock, KEYS[2]: until when names are locked. ARGV[1]: name, ARGV[2]: token. Result: 1 if it still stood.
 */
export const RELEASE_LOCK = script(`${LOCK_PARTS}
local holder, place = holder_of(ARGV[2])
if not holder then return 0 end
drop('held:' .. holder.token)
table.remove(holders, place)
local last = 0
for _, other in ipairs(holders) do last = math.max(last, other.until_at) end
if last == 0 then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], whole(last), ARGV[1]) end
hint(KEYS[1])
return 1
`);

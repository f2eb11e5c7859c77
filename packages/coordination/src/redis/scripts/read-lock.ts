import { script } from '@ltmc/redis-connection';
import { LOCK_PARTS } from './lock-parts.js';

/**
 * A lock as it stands.
 * KEYS[1]: lock. ARGV[1]: token of a holder, or ''.
 * Result: {last fence, length of the queue, seen, in how many ms the next holder or waiter runs out if nothing happens, -1 if nobody does, the holders
 * as shown, or only the one of the token}; numbers as text.
 */
export const READ_LOCK = script(`${LOCK_PARTS}
local next_end, shown_holders = math.huge, {}
for _, waiter in ipairs(queue) do next_end = math.min(next_end, waiter.until_at) end
for _, holder in ipairs(holders) do
  next_end = math.min(next_end, holder.until_at)
  if ARGV[1] == '' or ARGV[1] == holder.token then shown_holders[#shown_holders + 1] = shown(holder) end
end
return {whole(lock.fence), whole(#queue), seen(), next_end == math.huge and '-1' or whole(next_end - now), shown_holders}
`);

import { script } from '@ltmc/redis-connection';
import { LOCK_PARTS } from './lock-parts.js';

/** Gives up a place in the queue of a lock. KEYS[1]: lock. ARGV[1]: ticket. Result: 1 if it was there. */
export const LEAVE_QUEUE = script(`${LOCK_PARTS}
for _, waiter in ipairs(queue) do
  if waiter.ticket == ARGV[1] then
    drop('wait:' .. waiter.ticket)
    hint(KEYS[1])
    return 1
  end
end
return 0
`);

import { script } from '@ltmc/redis-connection';
import { LOCK_PARTS } from './lock-parts.js';

/** For so long a fence is remembered after its last grant, milliseconds: 30 days. */
const REMEMBER_MS = 2_592_000_000;

/**
 * Takes a lock, or a place in its queue. Nobody passes who waits; shared requests at the head of the queue are granted together.
 * KEYS[1]: lock, KEYS[2]: until when names are locked, KEYS[3]: when names were last granted.
 * ARGV[1]: name, ARGV[2]: what the keys of locks begin with, ARGV[3]: mode, ARGV[4]: TTL in ms, ARGV[5]: token, ARGV[6]: fence to be above, ARGV[7]: ticket or '',
 * ARGV[8]: for how long to keep a place in ms, 0 for none, ARGV[9]: ticket of a new place, ARGV[10]: owner.
 * Result: {1, fence}, or {0, place, ticket or '', seen, holders as shown}; numbers as text.
 */
export const ACQUIRE_LOCK = script(`${LOCK_PARTS}
local name, mode, ticket, queue_for = ARGV[1], ARGV[3], ARGV[7], tonumber(ARGV[8])

local place, waiter = #queue + 1, nil
for n, other in ipairs(queue) do
  if other.ticket == ticket then place, waiter = n, other end
end

local function blocked()
  if #holders > 0 and (mode == 'exclusive' or holders[1].mode == 'exclusive') then return true end
  if mode == 'exclusive' then return place > 1 end
  for n = 1, place - 1 do
    if queue[n].mode == 'exclusive' then return true end
  end
  return false
end

-- Forgets names of whom nobody has heard for long, a few at a time; one that is held all this while counts as granted now.
local function forget()
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', whole(now - ${REMEMBER_MS}), 'LIMIT', 0, 2)) do
    if tonumber(redis.call('ZSCORE', KEYS[2], old) or '0') > now then
      redis.call('ZADD', KEYS[3], whole(now), old)
    else
      redis.call('UNLINK', ARGV[2] .. old)
      redis.call('ZREM', KEYS[3], old)
    end
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', whole(now))
end

if not blocked() then
  lock.fence = math.max(lock.fence, tonumber(ARGV[6])) + 1
  hold(name, {token = ARGV[5], until_at = now + tonumber(ARGV[4]), mode = mode, fence = lock.fence, ttl = tonumber(ARGV[4]), owner = ARGV[10]})
  if waiter then redis.call('HDEL', KEYS[1], 'wait:' .. ticket) end
  redis.call('ZADD', KEYS[3], whole(now), name)
  forget()
  return {1, whole(lock.fence)}
end

if queue_for > 0 then
  local number = waiter and waiter.number or lock.number + 1
  ticket = waiter and ticket or ARGV[9]
  redis.call('HSET', KEYS[1], 'wait:' .. ticket, whole(now + queue_for) .. ' ' .. mode .. ' ' .. whole(number), 'number', whole(math.max(number, lock.number)), 'seen_ms', whole(now))
else
  ticket = ''
end
local others = {}
for n, holder in ipairs(holders) do others[n] = shown(holder) end
return {0, whole(place), ticket, seen(), others}
`);

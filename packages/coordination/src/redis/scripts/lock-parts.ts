import { HINT, NOW } from './parts.js';

/** A clock that goes back by no more, milliseconds, is taken to stand still; one that goes back further was set anew. */
const CLOCK_SLACK_MS = 1000;

/**
 * The lock at KEYS[1] as it stands now. A field of its hash is `held:{token}` = `{until} {mode} {fence} {ttl} {owner}`, `wait:{ticket}` = `{until} {mode} {number}`, or one
 * of `lock`'s counters. Who has run out is dropped for good in whatever script sees it first. The time of a lock never goes back: where the server's clock was set
 * back, all holders and waiters are dropped, since nobody can say any more how long they would stand.
 *
 * `holders`: list of {token, until_at, mode, fence, ttl, owner}; `queue`: list of {ticket, until_at, mode, number} in order; `lock`: fence, number, gone, born_ms, seen_ms.
 */
export const LOCK_PARTS = `${NOW}${HINT}
local lock = {fence = 0, number = 0, gone = 0, born_ms = 0, seen_ms = 0}
local holders, queue = {}, {}

local function drop(field)
  redis.call('HDEL', KEYS[1], field)
  lock.gone = lock.gone + 1
  redis.call('HSET', KEYS[1], 'gone', whole(lock.gone), 'seen_ms', whole(now))
end

local function load()
  local fields, found = redis.call('HGETALL', KEYS[1]), {}
  for n = 1, #fields, 2 do
    local role, name = string.match(fields[n], '^(%l+):(.*)$')
    if role then found[#found + 1] = {role = role, name = name, text = fields[n + 1]} else lock[fields[n]] = tonumber(fields[n + 1]) end
  end
  local set_back = now < lock.seen_ms - ${CLOCK_SLACK_MS}
  if not set_back then now = math.max(now, lock.seen_ms) end
  for _, one in ipairs(found) do
    local until_at, mode, rest = string.match(one.text, '^(%d+) (%l+) (.*)$')
    until_at = tonumber(until_at)
    if set_back or until_at <= now then
      drop(one.role .. ':' .. one.name)
    elseif one.role == 'wait' then
      queue[#queue + 1] = {ticket = one.name, until_at = until_at, mode = mode, number = tonumber(rest)}
    else
      local fence, ttl, owner = string.match(rest, '^(%d+) (%d+) (.*)$')
      holders[#holders + 1] = {token = one.name, until_at = until_at, mode = mode, fence = tonumber(fence), ttl = tonumber(ttl), owner = owner}
    end
  end
  table.sort(queue, function(a, b) return a.number < b.number end)
  table.sort(holders, function(a, b) return a.fence < b.fence end)
end
load()

local function holder_of(token)
  for place, holder in ipairs(holders) do
    if holder.token == token then return holder, place end
  end
end

-- Keeps a holder, and until when the name is locked, at KEYS[2].
local function hold(name, holder)
  local text = string.format('%s %s %s %s %s', whole(holder.until_at), holder.mode, whole(holder.fence), whole(holder.ttl), holder.owner)
  if lock.born_ms == 0 then lock.born_ms = now end
  redis.call('HSET', KEYS[1], 'held:' .. holder.token, text, 'fence', whole(lock.fence), 'born_ms', whole(lock.born_ms), 'seen_ms', whole(now))
  local last = holder.until_at
  for _, other in ipairs(holders) do last = math.max(last, other.until_at) end
  redis.call('ZADD', KEYS[2], whole(last), name)
end

-- What a caller is told of a holder: {mode, fence, ttl, for how long yet, owner}.
local function shown(holder)
  return {holder.mode, whole(holder.fence), whole(holder.ttl), whole(holder.until_at - now), holder.owner}
end

-- What the lock was like; another text once a holder or somebody in the queue is gone.
local function seen() return whole(lock.gone) .. '.' .. whole(lock.born_ms) end
`;

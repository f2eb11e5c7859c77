/**
 * The keys of a group, as every script that changes it is given them: KEYS[1]: ids, KEYS[2]: ends. Needs NOW.
 *
 * `sweep()` takes up to 100 of the dead out of both. It comes last, so that a full server refuses a write before anything is done.
 */
export const MEMBER_PARTS = `
local ids_key, ends_key = KEYS[1], KEYS[2]
local function sweep()
  local dead = redis.call('ZRANGEBYSCORE', ends_key, '-inf', '(' .. whole(now), 'LIMIT', 0, 100)
  if #dead == 0 then return end
  redis.call('SREM', ids_key, unpack(dead))
  redis.call('ZREM', ends_key, unpack(dead))
end
`;

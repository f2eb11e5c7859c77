import { script } from '@ltmc/redis-connection';

/**
 * A page of the states of a kind in order of their ids. Changes nothing.
 * KEYS[1]: ids. ARGV[1]: what the keys of the states begin with, ARGV[2]: the id to begin behind, '' for the first, ARGV[3]: at most so many,
 * ARGV[4]: bytes after which it stops. Result: {the id to go on behind, '' after the last page, ids and hashes in turn}.
 */
export const LIST_STATES = script(`
local limit, page, bytes = tonumber(ARGV[3]), {}, 0
local ids = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[2] == '' and '-' or '(' .. ARGV[2], '+', 'LIMIT', 0, limit + 1)
for n = 1, math.min(limit, #ids) do
  local id = ids[n]
  local hash = redis.call('HGETALL', ARGV[1] .. id .. (string.find(id, ':heartbeat:*$') and ':' or ''))
  if #hash > 0 then -- else it has ended by itself
    page[#page + 1], page[#page + 2] = id, hash
    for _, part in ipairs(hash) do bytes = bytes + #part end
  end
  if bytes >= tonumber(ARGV[4]) and n < #ids then return {id, page} end
end
return {#ids > limit and ids[limit] or '', page}
`);

import { script } from '@ltmc/redis-connection';

/**
 * Many states as of one instant.
 * KEYS: the states. ARGV[1]: bytes after which it stops. Result: their hashes in this order, empty where there is none; as many as went in.
 */
export const READ_STATES = script(`
local found, bytes = {}, 0
for n, key in ipairs(KEYS) do
  found[n] = redis.call('HGETALL', key)
  for _, part in ipairs(found[n]) do bytes = bytes + #part end
  if bytes >= tonumber(ARGV[1]) then break end
end
return found
`);

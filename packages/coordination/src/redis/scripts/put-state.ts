import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { STATE_PARTS } from './state-parts.js';
import { APPEND } from './stream-parts.js';

/**
 * Replaces a state if it has the expected version, and appends events with it.
 * KEYS: those of STATE_PARTS. ARGV[1]: id, ARGV[2]: expected version, 0 for none, '' for any, ARGV[3]: for how long it lives in ms, '' for ever,
 * ARGV[4]: how many of the following are fields and values, in turn; then the bodies of the events.
 * Result: {1, version as text}, or {0, the hash that stood in its way} and nothing was done.
 */
export const PUT_STATE = script(`${NOW}${APPEND}${STATE_PARTS}
local id, current = ARGV[1], version_of(entry_key)
if ARGV[2] ~= '' and tonumber(ARGV[2]) ~= current then return {0, redis.call('HGETALL', entry_key)} end
if current == 0 then current = past_version(id) end
local version = whole(current + 1)

redis.call('ZADD', ids_key, 0, id) -- a full server refuses here, before anything is done
redis.call('DEL', entry_key)
redis.call('HSET', entry_key, '@version', version, '@updated_at_ms', whole(now))
local last_field = 4 + tonumber(ARGV[4])
for first = 5, last_field, 1000 do redis.call('HSET', entry_key, unpack(ARGV, first, math.min(first + 999, last_field))) end

if ARGV[3] == '' then
  redis.call('ZREM', ends_key, id)
  redis.call('HDEL', versions_key, id)
else
  local ends = whole(now + tonumber(ARGV[3]))
  redis.call('PEXPIREAT', entry_key, ends)
  redis.call('ZADD', ends_key, ends, id)
  redis.call('HSET', versions_key, id, version) -- outlives the state
end
redis.call('ZREM', gone_key, id)
append_events(last_field + 1)
sweep()
return {1, version}
`);

/** For so long the version of what is gone is remembered by itself, milliseconds: 30 days. */
const REMEMBER_MS = 2_592_000_000;

/**
 * The keys of a kind, as every script that writes a state is given them: KEYS[1]: state, KEYS[2]: ids, KEYS[3]: ends, KEYS[4]: versions, KEYS[5]: gone;
 * from KEYS[6] on a stream and its readers for each event, whose bodies are the last ARGV. Needs NOW and APPEND.
 *
 * `sweep()` takes up to 100 that ended by themselves out of the ids, and forgets the versions of some that are gone for long. It comes last, so that a full server
 * refuses a write before anything is done.
 */
export const STATE_PARTS = `
local entry_key, ids_key, ends_key, versions_key, gone_key = unpack(KEYS, 1, 5)

local function version_of(entry) return tonumber(redis.call('HGET', entry, '@version') or '0') end

-- The last one of a state that is not there.
local function past_version(id) return tonumber(redis.call('HGET', versions_key, id) or '0') end

local function append_events(first_body)
  for n = 6, #KEYS, 2 do append(KEYS[n], KEYS[n + 1], ARGV[first_body + (n - 6) / 2]) end
end

local function sweep()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ends_key, '-inf', '(' .. whole(now), 'LIMIT', 0, 100)) do
    redis.call('ZADD', gone_key, redis.call('ZSCORE', ends_key, id), id)
    redis.call('ZREM', ids_key, id)
    redis.call('ZREM', ends_key, id)
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', gone_key, '-inf', whole(now - ${REMEMBER_MS}), 'LIMIT', 0, 10)) do
    redis.call('HDEL', versions_key, id)
    redis.call('ZREM', gone_key, id)
  end
end
`;

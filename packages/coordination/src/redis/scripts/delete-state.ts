import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { STATE_PARTS } from './state-parts.js';
import { APPEND } from './stream-parts.js';

/**
 * Deletes a state if it is there with the expected version, and appends events with that. Works on a full server.
 * KEYS: those of STATE_PARTS. ARGV[1]: id, ARGV[2]: expected version, '' for any; then the bodies of the events. Result: 1 if it was deleted.
 */
export const DELETE_STATE = script(`${NOW}${APPEND}${STATE_PARTS}
local id, current = ARGV[1], version_of(entry_key)
if current == 0 or (ARGV[2] ~= '' and tonumber(ARGV[2]) ~= current) then return 0 end
redis.call('UNLINK', entry_key)
redis.call('ZREM', ids_key, id)
redis.call('ZREM', ends_key, id)
redis.call('HSET', versions_key, id, whole(current))
redis.call('ZADD', gone_key, whole(now), id)
append_events(3)
sweep()
return 1
`);

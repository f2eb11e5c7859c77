import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';

/**
 * The living. Changes nothing.
 * KEYS[1]: ends. ARGV[1]: what the keys of heartbeats begin with, ARGV[2]: what they end with. Result: {id, fields, JSON, ms to live} each.
 */
export const LIST_MEMBERS = script(`${NOW}
local members = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], whole(now), '+inf')) do
  local heartbeat = ARGV[1] .. id .. ARGV[2]
  local fields = redis.call('GET', heartbeat)
  if fields then members[#members + 1] = {id, fields, redis.call('PTTL', heartbeat)} end
end
return members
`);

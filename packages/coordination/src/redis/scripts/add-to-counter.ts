import { script } from '@ltmc/redis-connection';

/**
 * Adds to a counter.
 * KEYS[1]: counter. ARGV[1]: what to add, ARGV[2]: TTL in ms of a new one, '' for ever. Result: {sum as text}, or {} if it would be no number that is
 * exact as a double, and nothing was done.
 */
export const ADD_TO_COUNTER = script(`
local before = redis.call('GET', KEYS[1])
local sum = tonumber(before or '0') + tonumber(ARGV[1])
if sum > 9007199254740991 or sum < -9007199254740991 then return {} end
local text = string.format('%.0f', sum)
if before or ARGV[2] == '' then redis.call('SET', KEYS[1], text, 'KEEPTTL') else redis.call('SET', KEYS[1], text, 'PX', ARGV[2]) end
return {text}
`);

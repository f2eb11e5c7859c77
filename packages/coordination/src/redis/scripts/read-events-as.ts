import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { EVENTS_AFTER, LAST_OF } from './stream-parts.js';

/**
 * Events behind what a reader has acknowledged; notes that they were handed out.
 * KEYS[1]: stream, KEYS[2]: its readers. ARGV[1]: reader, ARGV[2]: at most so many, ARGV[3]: bytes after which it stops.
 * Result: {last sequence, events of {sequence, at, body}, what was acknowledged, up to where events were handed out before}, numbers as text.
 */
export const READ_EVENTS_AS = script(`${NOW}${LAST_OF}${EVENTS_AFTER}
local acknowledged, given = string.match(redis.call('HGET', KEYS[2], ARGV[1]) or '0 0', '^(%d+) (%d+)$')
local events = events_after(KEYS[1], tonumber(acknowledged), tonumber(ARGV[2]), tonumber(ARGV[3]))
local newest = events[#events] and events[#events][1]
if newest and tonumber(newest) > tonumber(given) then redis.call('HSET', KEYS[2], ARGV[1], acknowledged .. ' ' .. newest) end
return {whole(last_of(KEYS[1], KEYS[2])), events, acknowledged, given}
`);

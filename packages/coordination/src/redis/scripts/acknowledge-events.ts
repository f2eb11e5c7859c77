import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { LAST_OF } from './stream-parts.js';

/**
 * A reader has dealt with everything up to a sequence.
 * KEYS[1]: stream, KEYS[2]: its readers. ARGV[1]: reader, ARGV[2]: sequence.
 * Result: {'ok', what is acknowledged now}, or {'above', last sequence} and nothing was done; numbers as text.
 */
export const ACKNOWLEDGE_EVENTS = script(`${NOW}${LAST_OF}
local sequence, last = tonumber(ARGV[2]), last_of(KEYS[1], KEYS[2])
if sequence > last then return {'above', whole(last)} end
local acknowledged, given = string.match(redis.call('HGET', KEYS[2], ARGV[1]) or '0 0', '^(%d+) (%d+)$')
if sequence <= tonumber(acknowledged) then return {'ok', acknowledged} end
redis.call('HSET', KEYS[2], ARGV[1], whole(sequence) .. ' ' .. whole(math.max(sequence, tonumber(given))))
return {'ok', whole(sequence)}
`);

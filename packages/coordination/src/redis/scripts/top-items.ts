import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';

const BUCKET_MS = 300_000;
const BUCKETS_PER_HOUR = 12;

/**
 * The items of a window that were used most, most used first, then by item. Whole hours are taken as such.
 * KEYS[1], KEYS[2]: what the keys of uses and hourly uses begin with, KEYS[3]: a key to add up in. ARGV[1]: window in ms, ARGV[2]: at most so many.
 * Result: items and the negative of their uses, in turn.
 */
export const TOP_ITEMS = script(`${NOW}
local bucket, last = math.floor((now - tonumber(ARGV[1])) / ${BUCKET_MS}), math.floor(now / ${BUCKET_MS})
local summands = {}
while bucket <= last do
  if bucket % ${BUCKETS_PER_HOUR} == 0 and bucket + ${BUCKETS_PER_HOUR} <= last + 1 then
    summands[#summands + 1] = KEYS[2] .. whole(bucket / ${BUCKETS_PER_HOUR})
    bucket = bucket + ${BUCKETS_PER_HOUR}
  else
    summands[#summands + 1] = KEYS[1] .. whole(bucket)
    bucket = bucket + 1
  end
end
local arguments = {'ZUNIONSTORE', KEYS[3], #summands, unpack(summands)}
arguments[#arguments + 1] = 'WEIGHTS'
for n = 1, #summands do arguments[#arguments + 1] = -1 end -- ties are in order of the items only from the lowest score up
redis.call(unpack(arguments))
local top = redis.call('ZRANGE', KEYS[3], 0, tonumber(ARGV[2]) - 1, 'WITHSCORES')
redis.call('UNLINK', KEYS[3])
return top
`);

import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';

const BUCKET_MS = 300_000;
const HOUR_MS = 3_600_000;
/** As long as the longest window, and the steps at its ends. */
const KEEP_MS = 90_000_000;

/**
 * Counts uses: those of the running 5 minutes, and those of the running hour, of which a long window is made up.
 * KEYS[1], KEYS[2], KEYS[3]: what the keys of uses, hourly uses and users begin with. ARGV[1]: '1' if there is an owner, ARGV[2]: owner; then the items.
 */
export const USE_ITEMS = script(`${NOW}
local bucket, hour = whole(math.floor(now / ${BUCKET_MS})), whole(math.floor(now / ${HOUR_MS}))
local uses, hourly, users = KEYS[1] .. bucket, KEYS[2] .. hour, KEYS[3] .. bucket
for n = 3, #ARGV do
  -- The length keeps 'a' with 'bc' and 'ab' with 'c' apart.
  if ARGV[1] ~= '1' or redis.call('SADD', users, #ARGV[2] .. ' ' .. ARGV[2] .. ARGV[n]) == 1 then
    redis.call('ZINCRBY', uses, 1, ARGV[n])
    redis.call('ZINCRBY', hourly, 1, ARGV[n])
  end
end
redis.call('PEXPIRE', uses, ${KEEP_MS})
redis.call('PEXPIRE', hourly, ${KEEP_MS})
redis.call('PEXPIRE', users, ${2 * BUCKET_MS})
return 1
`);

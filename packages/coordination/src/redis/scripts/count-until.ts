import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';

/** How many have not reached their end. KEYS[1]: ZSET of ends. */
export const COUNT_UNTIL = script(`${NOW}
return redis.call('ZCOUNT', KEYS[1], '(' .. whole(now), '+inf')
`);

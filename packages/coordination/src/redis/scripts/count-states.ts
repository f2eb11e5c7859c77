import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';

/** How many states there are. KEYS[1]: ids, KEYS[2]: ends. Result: all but those that have ended by themselves. */
export const COUNT_STATES = script(`${NOW}
return redis.call('ZCARD', KEYS[1]) - redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. whole(now))
`);

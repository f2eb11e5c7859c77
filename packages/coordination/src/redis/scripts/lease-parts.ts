import { NOW } from './parts.js';

/** A clock that goes back by no more, milliseconds, is taken to stand still; one that goes back further was set anew. */
const CLOCK_SLACK_MS = 1000;

/**
 * The lease at KEYS[1]: HASH of `epoch`, its last one, and while it is granted `owner`, `ttl_ms` and `until_ms`; `seen_ms`: when it was last changed.
 * `standing`: whether its grant stands; one that has run out, or is from before the server's clock was set back, is ended for good. `left`: for how many ms yet.
 */
export const LEASE_PARTS = `${NOW}
local fields = redis.call('HMGET', KEYS[1], 'epoch', 'until_ms', 'seen_ms', 'owner', 'ttl_ms')
local epoch, until_at, seen_at = tonumber(fields[1] or '0'), tonumber(fields[2] or '0'), tonumber(fields[3] or '0')
local set_back = now < seen_at - ${CLOCK_SLACK_MS}
if not set_back then now = math.max(now, seen_at) end
local standing, left = not set_back and now < until_at, until_at - now
if until_at > 0 and not standing then redis.call('HDEL', KEYS[1], 'until_ms') end
`;

import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { EVENTS_AFTER, LAST_OF } from './stream-parts.js';

/**
 * Events behind a position. Changes nothing.
 * KEYS[1]: stream, KEYS[2]: its readers. ARGV[1]: position, ARGV[2]: at most so many, ARGV[3]: bytes after which it stops.
 * Result: {last sequence, events of {sequence, at, body}}, numbers as text.
 */
export const READ_EVENTS = script(`${NOW}${LAST_OF}${EVENTS_AFTER}
return {whole(last_of(KEYS[1], KEYS[2])), events_after(KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]))}
`);

import { script } from '@ltmc/redis-connection';
import { NOW } from './parts.js';
import { APPEND } from './stream-parts.js';

/**
 * Appends an event.
 * KEYS[1]: stream, KEYS[2]: its readers. ARGV[1]: body, JSON. Result: its sequence, as text.
 */
export const APPEND_EVENT = script(`${NOW}${APPEND}
return append(KEYS[1], KEYS[2], ARGV[1])
`);

/**
 * No claim lasts longer, milliseconds. One that ends later than this from now was made before the clock was set back, and counts as expired:
 * else what a dead process left would wait for the clock to catch up.
 */
export const LONGEST_CLAIM_MS = 10_000;

/** How long an idempotency key is kept, milliseconds, counted from its write's own time. */
export const KEY_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

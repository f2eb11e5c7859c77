/** Deadlines for tests that are not about deadlines, on a machine that does other work as well. */
export const PATIENT = { commandTimeoutMs: 10_000, lockTimeoutMs: 10_000, connectTimeoutMs: 10_000, frozenAfterMs: 10_000, maxReconnectDelayMs: 100 } as const;

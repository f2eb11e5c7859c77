/** Deadlines for tests that are not about deadlines, on a machine that does other work as well. */
export const PATIENT = { cacheTimeoutMs: 5000, commandTimeoutMs: 5000, connectTimeoutMs: 5000, frozenAfterMs: 5000 } as const;

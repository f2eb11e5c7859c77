import type { ErrorCode, LtmcError } from '@ltmc/contracts';

/** What no caller can mend, though it may pass: a part that is away, full, damaged or too slow. Who is busy by design (a lock, a rate limit) is not among them. */
const SERVERS: ReadonlySet<ErrorCode> = new Set([
  'LTMC_TIMEOUT', 'LTMC_STORE_UNAVAILABLE', 'LTMC_STORE_BUSY', 'LTMC_STORE_READ_ONLY', 'LTMC_STORE_FULL', 'LTMC_STORE_CORRUPT', 'LTMC_COORDINATION_UNAVAILABLE', 'LTMC_CACHE_UNAVAILABLE',
  'LTMC_GRAPH_UNAVAILABLE', 'LTMC_GRAPH_OUT_OF_STEP', 'LTMC_INDEX_UNAVAILABLE', 'LTMC_EMBEDDER_FAILED', 'LTMC_EMBEDDER_OVERLOADED', 'LTMC_FINGERPRINT_MISMATCH', 'LTMC_MODEL_DAMAGED', 'LTMC_NATIVE_MISSING', 'LTMC_INTERNAL',
]);

/** Whether a call failed by no fault of the caller. */
export function isServersFault({ code }: LtmcError): boolean {
  return SERVERS.has(code);
}

/** Options of {@link createTierCache}. */
export interface TierCacheOptions {
  /** How it calls itself in messages. Default `tier-cache`. */
  readonly label?: string;
}

/** What this package gives. */
export interface TierCache extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function createTierCache({ label = 'tier-cache' }: TierCacheOptions = {}): TierCache {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}

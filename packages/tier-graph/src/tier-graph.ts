/** Options of {@link createTierGraph}. */
export interface TierGraphOptions {
  /** How it calls itself in messages. Default `tier-graph`. */
  readonly label?: string;
}

/** What this package gives. */
export interface TierGraph extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function createTierGraph({ label = 'tier-graph' }: TierGraphOptions = {}): TierGraph {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}

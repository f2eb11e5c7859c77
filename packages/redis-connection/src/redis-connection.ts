/** Options of {@link createRedisConnection}. */
export interface RedisConnectionOptions {
  /** How it calls itself in messages. Default `redis-connection`. */
  readonly label?: string;
}

/** What this package gives. */
export interface RedisConnection extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function createRedisConnection({ label = 'redis-connection' }: RedisConnectionOptions = {}): RedisConnection {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}

/** Options of {@link createClient}. */
export interface ClientOptions {
  /** How it calls itself in messages. Default `client`. */
  readonly label?: string;
}

/** What this package gives. */
export interface Client extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function createClient({ label = 'client' }: ClientOptions = {}): Client {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}

/** Options of {@link createOrchestration}. */
export interface OrchestrationOptions {
  /** How it calls itself in messages. Default `orchestration`. */
  readonly label?: string;
}

/** What this package gives. */
export interface Orchestration extends AsyncDisposable {
  readonly label: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Opens one; close it when it is no longer needed. */
export function createOrchestration({ label = 'orchestration' }: OrchestrationOptions = {}): Orchestration {
  const close = async (): Promise<void> => undefined;
  return { label, close, [Symbol.asyncDispose]: close };
}

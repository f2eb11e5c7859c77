/** The same symbol in every installed copy of this package. */
const BRAND = Symbol.for('ltmc.error');

/**
 * Every stable error code of LTMC. `docs/errors.md` lists the same codes with their causes and ways out; a test compares the two.
 * A code is never renamed; messages may change.
 */
export const ERROR_CODES = [
  // The caller's input
  'LTMC_INVALID_INPUT',
  'LTMC_UNKNOWN_TOOL',
  'LTMC_CONTENT_EMPTY',
  'LTMC_CONTENT_TOO_LARGE',
  'LTMC_CONTENT_INVALID',
  'LTMC_NOT_FOUND',
  'LTMC_IDEMPOTENCY_CONFLICT',
  'LTMC_UNDO_EXPIRED',
  // The request that carried it
  'LTMC_REQUEST_INVALID',
  'LTMC_REQUEST_TOO_LARGE',
  'LTMC_HOST_REFUSED',
  'LTMC_ORIGIN_REFUSED',
  'LTMC_KEY_MISSING',
  'LTMC_KEY_REFUSED',
  'LTMC_SCOPE_MISSING',
  'LTMC_RATE_LIMITED',
  'LTMC_CANCELLED',
  'LTMC_TIMEOUT',
  // The record
  'LTMC_STORE_CLOSED',
  'LTMC_STORE_UNAVAILABLE',
  'LTMC_STORE_BUSY',
  'LTMC_STORE_READ_ONLY',
  'LTMC_STORE_FULL',
  'LTMC_STORE_CORRUPT',
  'LTMC_STORE_FOREIGN',
  'LTMC_STORE_NEWER',
  'LTMC_STORE_NETWORK_FILE_SYSTEM',
  // Backup, restore, export and import
  'LTMC_FILE_EXISTS',
  'LTMC_STORE_IN_USE',
  'LTMC_BACKUP_DAMAGED',
  'LTMC_IMPORT_INVALID',
  'LTMC_IMPORT_CONFLICT',
  // Coordination
  'LTMC_LEASE_LOST',
  'LTMC_COORDINATION_UNAVAILABLE',
  'LTMC_LOCKED',
  'LTMC_LOCK_LOST',
  'LTMC_FENCE_STALE',
  'LTMC_NOT_OWNER',
  'LTMC_ALREADY_EXISTS',
  'LTMC_VERSION_CONFLICT',
  'LTMC_DISABLED',
  // The cache
  'LTMC_CACHE_UNAVAILABLE',
  'LTMC_CACHE_FULL',
  'LTMC_CACHE_VALUE_TOO_LARGE',
  // The graph
  'LTMC_GRAPH_UNAVAILABLE',
  'LTMC_GRAPH_OUT_OF_STEP',
  // The vector index and the embedder
  'LTMC_INDEX_UNAVAILABLE',
  'LTMC_EMBEDDER_FAILED',
  'LTMC_EMBEDDER_OVERLOADED',
  'LTMC_FINGERPRINT_MISMATCH',
  'LTMC_MODEL_DAMAGED',
  // The installation and the process
  'LTMC_NATIVE_MISSING',
  'LTMC_CONFIG_INVALID',
  'LTMC_SERVER_UNAVAILABLE',
  'LTMC_INTERNAL',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an {@link LtmcError} may carry beside code and message. */
export interface LtmcErrorOptions {
  readonly cause?: unknown;
  /** The same call may succeed later, unchanged. Default false. */
  readonly retryable?: boolean;
  /** JSON, safe to log and to send to a client: never memory text, never a credential, path, SQL or stack. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * The one error class of LTMC. Callers switch on `code`.
 *
 * `message` is shown to users and clients: it says what was wrong, with which value, and what to do, and holds no path, SQL or stack.
 * What only an operator may see belongs into `cause`.
 */
export class LtmcError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { cause, retryable = false, details = {} }: LtmcErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
    this.details = details;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Use this, not `instanceof`: packages are published apart, so two copies may be installed. */
  static is(value: unknown): value is LtmcError {
    return value instanceof Error && BRAND in value;
  }
}

/** A call on something whose `close()` has been called. */
export class StoreClosedError extends LtmcError {
  /** @param store - what was closed, as `tier/driver`, e.g. `temporal/sqlite`. */
  constructor(store: string) {
    super('LTMC_STORE_CLOSED', `${store} is closed; open it again before using it`, { details: { store } });
  }
}

import { LtmcError } from '@ltmc/contracts';
import { isRetryableError, Neo4jError } from 'neo4j-driver';

/** What a failed call says about the server. */
export interface Failure {
  /** What the caller gets. */
  readonly error: LtmcError;
  /** `lost`: nobody there, or not for us; `silent`: no answer in time, it may be slow or frozen; `refused`: it is well, but did not do this. */
  readonly kind: 'lost' | 'silent' | 'refused';
  /** Asking again soon would lock the user out. */
  readonly credentials: boolean;
}

/** Thrown where a deadline passed; never leaves this package. */
export class DeadlinePassed extends Error {
  constructor(readonly deadlineMs: number) {
    super(`no answer within ${deadlineMs} ms`);
  }
}

/** Thrown where the server's certificate is not one to be trusted; never leaves this package. */
export class UntrustedCertificate extends Error {
  /** @param reason - what Node says of it, e.g. `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  constructor(reason: unknown) {
    super(String(reason));
  }
}

/** @param server - `bolt://host:port`, for messages. */
export function readFailure(cause: unknown, server: string): Failure {
  const failure = (kind: Failure['kind'], why: string, credentials = false): Failure => ({ kind, credentials, error: graphUnavailable(`Neo4j at ${server} ${why}`, cause) });
  if (cause instanceof DeadlinePassed) return failure('silent', `did not answer within ${cause.deadlineMs} ms`);
  if (cause instanceof UntrustedCertificate) return failure('lost', `has a certificate that is not trusted (${cause.message}); name its authority in NODE_EXTRA_CA_CERTS, or use +ssc to take any certificate`);
  if (!(cause instanceof Neo4jError)) return failure('refused', 'gave an answer that cannot be read');
  const { code } = cause;
  if (/^Neo\.ClientError\.Security\.(?:Unauthorized|CredentialsExpired|TokenExpired|AuthenticationRateLimit)$/u.test(code)) return failure('lost', 'refused the user name or the password', true);
  if (code === 'Neo.ClientError.Database.DatabaseNotFound') return failure('lost', 'has no database of that name');
  if (code === 'ServiceUnavailable' || code === 'SessionExpired') return failure('lost', 'cannot be reached');
  if (code === 'Neo.TransientError.General.DatabaseUnavailable') return failure('lost', 'has its database stopped');
  if (code.startsWith('Neo.ClientError.Security.')) return failure('lost', 'does not allow this user to do what is needed');
  return failure('refused', isRetryableError(cause) ? 'could not do it just now' : 'refused what was asked');
}

/** Whether the same transaction may go through if tried again at once. */
export function isPassing(cause: unknown): boolean {
  return cause instanceof Neo4jError && cause.code.startsWith('Neo.TransientError.Transaction.') && isRetryableError(cause);
}

export function graphUnavailable(message: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_GRAPH_UNAVAILABLE', message, { retryable: true, ...(cause === undefined ? {} : { cause }) });
}

import { LtmcError, type ErrorCode } from '@ltmc/contracts';

/** A call that the server refused or could not do. */
export class ToolError extends LtmcError {
  /** Finds the call in the server's log. */
  readonly errorId: string;

  constructor(code: ErrorCode, message: string, { errorId, ...options }: { readonly errorId: string; readonly retryable: boolean; readonly details: Readonly<Record<string, unknown>> }) {
    super(code, message, options);
    this.errorId = errorId;
  }
}

/**
 * The error of a failure object `{code, message, error_id, retryable?, ...details}` as every face of LTMC sends it.
 * @returns undefined for anything else.
 */
export function readToolError(failure: unknown): ToolError | undefined {
  if (!isObject(failure)) return undefined;
  const { code, message, error_id: errorId, retryable, ...details } = failure;
  if (!isErrorCode(code) || typeof message !== 'string' || typeof errorId !== 'string') return undefined;
  return new ToolError(code, message, { errorId, retryable: retryable === true, details });
}

/** The server could not be asked, or something else answered in its place. */
export function unavailable(why: string, cause?: unknown): LtmcError {
  return new LtmcError('LTMC_SERVER_UNAVAILABLE', why, { cause, retryable: true });
}

/** True for a JSON object, false for arrays and null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By its form: a newer server may have codes that this client does not know yet. */
function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && /^LTMC_[A-Z_]+$/u.test(value);
}

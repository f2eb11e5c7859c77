import { randomUUID } from 'node:crypto';
import { LtmcError, type Logger } from '@ltmc/contracts';
import type { ToolFailure } from '@ltmc/tools';

/** What was asked for, for the log. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** Gives a failure outside any tool its id and its line in the log. What is no LtmcError becomes `LTMC_INTERNAL`, its cause only logged. */
export function toFailure(cause: unknown, logger: Logger, asked?: Asked): ToolFailure {
  const errorId = randomUUID();
  if (LtmcError.is(cause)) {
    // Who calls too often must not fill the log as well; the metrics count them.
    logger[cause.code === 'LTMC_RATE_LIMITED' ? 'debug' : 'info']('request refused', { code: cause.code, error_id: errorId, ...asked });
    return { ok: false, error: cause, errorId };
  }
  logger.error('request failed', { error_id: errorId, ...asked, cause });
  const message = 'The request failed for an unforeseen reason; the log tells more under the error_id';
  return { ok: false, error: new LtmcError('LTMC_INTERNAL', message, { cause }), errorId };
}

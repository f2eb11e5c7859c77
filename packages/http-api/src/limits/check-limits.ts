import { LtmcError } from '@ltmc/contracts';
import type { HttpApiOptions } from '../options.js';
import { ALL_CALLS, FAILED_AUTH } from './rate-limit.js';

/** @throws LtmcError `LTMC_CONFIG_INVALID` for limits that would never hold for anything. */
export function checkLimits({ rateLimits = [], registry }: Pick<HttpApiOptions, 'rateLimits' | 'registry'>): void {
  const names = rateLimits.map(({ name }) => name).filter((name) => name !== ALL_CALLS && name !== FAILED_AUTH && !registry.has(name));
  const problems = names.map((name) => `LTMC_RATE_LIMITS names ${JSON.stringify(name)}, which is no tool that this server shows`);
  if (problems.length > 0) throw new LtmcError('LTMC_CONFIG_INVALID', problems.join('; '), { details: { problems } });
}

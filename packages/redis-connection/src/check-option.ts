import { LtmcError } from '@ltmc/contracts';

/** A whole number of a range, both ends included. @throws LtmcError `LTMC_INVALID_INPUT` */
export function checkWhole(option: string, value: number, [min, max]: readonly [number, number]): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw invalidOption(option, `must be a whole number from ${min} to ${max}, not ${String(value)}`);
}

/** What is wrong with an option of the connection. */
export function invalidOption(option: string, problem: string): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `${option} of the Redis connection ${problem}`, { details: { parameter: option } });
}

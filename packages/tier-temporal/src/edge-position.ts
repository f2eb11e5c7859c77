import { LtmcError } from '@ltmc/contracts';

/** Where a listing of edges stands: in which of the sources, and behind which keys. */
export interface EdgePosition {
  readonly part: number;
  readonly a: number | string;
  readonly b: number;
}

export function encodePosition({ part, a, b }: EdgePosition): string {
  return Buffer.from(JSON.stringify([part, a, b])).toString('base64url');
}

/** @throws LtmcError `LTMC_INVALID_INPUT` for what no listing gave. */
export function decodePosition(text: string): EdgePosition {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value)) throw new TypeError('no list');
    const [part, a, b]: unknown[] = value;
    if (!Number.isSafeInteger(part) || !(typeof a === 'string' || Number.isSafeInteger(a)) || !Number.isSafeInteger(b)) throw new TypeError('no position');
    return { part: Number(part), a: typeof a === 'string' ? a : Number(a), b: Number(b) };
  } catch (cause) {
    throw new LtmcError('LTMC_INVALID_INPUT', 'The position in the edges is damaged; list them from the start', { cause });
  }
}

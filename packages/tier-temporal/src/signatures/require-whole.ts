import { LtmcError, type SignatureEntry, type SignatureSpace } from '@ltmc/contracts';

/** @throws LtmcError `LTMC_INVALID_INPUT` for an entry that cannot be one of the space. */
export function requireWhole(entries: readonly SignatureEntry[], { bytesPerToken }: SignatureSpace): void {
  for (const { vectorId, signature } of entries) {
    if (!Number.isSafeInteger(vectorId) || vectorId < 1) throw new LtmcError('LTMC_INVALID_INPUT', `a signature's vector id is ${vectorId}; it must be a positive whole number`);
    if (signature.length % bytesPerToken === 0) continue;
    throw new LtmcError('LTMC_INVALID_INPUT', `the signature of vector ${vectorId} is ${signature.length} bytes long; it must be a multiple of ${bytesPerToken}`);
  }
}

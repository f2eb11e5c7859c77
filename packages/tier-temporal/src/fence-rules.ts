import { LtmcError, type Fence } from '@ltmc/contracts';
import { requireStorableTexts } from './storable.js';

/** UTF-8 bytes of a fence's name, as of the lock's. */
const MAX_NAME_BYTES = 1024;

/** The locks of documents are named in NFC, as documents are; other names stand for themselves. */
export function lockName(name: string): string {
  return name.startsWith('memory:') ? name.normalize('NFC') : name;
}

/** @returns the fence with the name of its lock. @throws LtmcError `LTMC_INVALID_INPUT` for a fence that no lock can have given, `LTMC_CONTENT_INVALID` for a name that is no well-formed text. */
export function requireFence({ name: given, token }: Fence): Fence {
  const name = lockName(given);
  if (!Number.isSafeInteger(token) || token < 1) {
    throw new LtmcError('LTMC_INVALID_INPUT', `The token of a fence is a positive whole number, got ${token}; send the fence as memory_lock gave it`, { details: { token } });
  }
  const sizeBytes = Buffer.byteLength(name);
  if (sizeBytes < 1 || sizeBytes > MAX_NAME_BYTES) {
    throw new LtmcError('LTMC_INVALID_INPUT', `The name of a fence has 1 to ${MAX_NAME_BYTES} bytes, got ${sizeBytes}; send the fence as memory_lock gave it`, { details: { sizeBytes } });
  }
  requireStorableTexts({ 'name of the fence': name });
  return { name, token };
}

/** The lock has passed on. @param highest - the token that the record has seen. */
export function fenceStale({ name, token }: Fence, highest: number): LtmcError {
  return new LtmcError(
    'LTMC_FENCE_STALE',
    `The lock ${JSON.stringify(name)} has passed on: this write carries its token ${token}, the record has seen ${highest}, and nothing was written; acquire the lock anew, read again, then write`,
    { details: { resource_id: name, token, highest } },
  );
}

import { LtmcError, type EmbeddingFingerprint } from '@ltmc/contracts';

/** The record's embeddings were made by another model than the caller's. */
export function fingerprintMismatch(active: EmbeddingFingerprint, given: string): LtmcError {
  return new LtmcError(
    'LTMC_FINGERPRINT_MISMATCH',
    `The record holds embeddings of ${active.model} (${active.id}), this process makes ${given}; use the same model, or run "ltmc reembed"`,
    { details: { stored: active.id, given } },
  );
}

/** The same key came with another body. */
export function idempotencyConflict(tool: string): LtmcError {
  return new LtmcError('LTMC_IDEMPOTENCY_CONFLICT', `The idempotency key was already used for ${tool} with other arguments; use a new key, or repeat the first arguments`, { details: { tool } });
}

/** The time to undo is over. */
export function undoExpired(): LtmcError {
  return new LtmcError('LTMC_UNDO_EXPIRED', 'The memory was forgotten too long ago to be brought back; store it again if you still have it');
}

/** A vector of another length than the model makes. */
export function wrongDimension(found: number, { model, dimension }: EmbeddingFingerprint): LtmcError {
  return new LtmcError('LTMC_INVALID_INPUT', `A vector has ${found} numbers, the model ${model} makes ${dimension}`, { details: { dimension, found } });
}

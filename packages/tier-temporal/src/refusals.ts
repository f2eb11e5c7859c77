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

/** No such message, or none any more. */
export function messageMissing(messageId: number): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `There is no message ${messageId}; log_chat gives the message_id`, { details: { message_id: messageId } });
}

/** Some of the chunks that were to be linked are not those of a current memory. */
export function linkTargetsMissing(chunkIds: readonly number[]): LtmcError {
  const shown = chunkIds.slice(0, 10).join(', ');
  return new LtmcError('LTMC_NOT_FOUND', `No current memory has the chunks ${shown}${chunkIds.length > 10 ? ', ...' : ''}; retrieve_memory gives chunk ids of now`, { details: { chunk_ids: chunkIds.slice(0, 100) } });
}

/** Memories that are named and not there. */
export function unknownMemories(ids: readonly number[]): LtmcError {
  return new LtmcError('LTMC_NOT_FOUND', `no memory with resource_id ${ids.slice(0, 10).join(', ')}; list_memories shows what is stored`, { details: { resource_ids: ids.slice(0, 100) } });
}

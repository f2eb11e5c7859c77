import { LtmcError, type EmbeddingFingerprint } from '@ltmc/contracts';

/** The record's embeddings were made by another model than the caller's. */
export function fingerprintMismatch(active: EmbeddingFingerprint, given: string): LtmcError {
  return new LtmcError(
    'LTMC_FINGERPRINT_MISMATCH',
    `The record holds embeddings of ${active.model} (${active.id}), this process makes ${given}; use the same model, or run "ltmc reembed"`,
    { details: { stored: active.id, given } },
  );
}

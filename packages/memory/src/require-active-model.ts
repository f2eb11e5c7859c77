import { LtmcError, type EmbeddingFingerprint, type RecordStore } from '@ltmc/contracts';

/** Refuses to mix the vectors of two models; a record without embeddings fits every model. @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` */
export async function requireActiveModel(record: RecordStore, running: EmbeddingFingerprint): Promise<void> {
  const active = await record.activeFingerprint();
  if (!active || active.id === running.id) return;
  throw new LtmcError(
    'LTMC_FINGERPRINT_MISMATCH',
    `the stored embeddings were made by ${active.model} (${active.id}); this server runs ${running.model} (${running.id}). Start it with the model of the record, or run: ltmc reembed`,
    { details: { stored: active.id, running: running.id } },
  );
}

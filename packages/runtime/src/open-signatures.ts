import type { Config } from '@ltmc/config';
import type { Embedder, Logger, RecordStore, SignatureStore } from '@ltmc/contracts';

export interface SignatureParts {
  readonly record: Pick<RecordStore, 'recordId'>;
  readonly embedder: Pick<Embedder, 'lateInteraction'>;
  readonly logger: Logger;
}

/** A space that nothing is ever of. */
const NO_SPACE = { id: 'none', bytesPerToken: 1 };

/**
 * The file of token signatures in the index folder; opened with its first use. Undefined where late interaction is switched off: what was kept before is then removed, unless another
 * server still uses it, since nobody would follow what is forgotten.
 */
export async function openSignatures({ lateInteraction: isOn, indexFolder: folder }: Config, { record: { recordId }, embedder: { lateInteraction }, logger }: SignatureParts): Promise<SignatureStore | undefined> {
  const { createSqliteSignatures } = await import('@ltmc/tier-temporal');
  if (isOn && lateInteraction) {
    const { id, bytesPerToken } = lateInteraction;
    return createSqliteSignatures({ folder, recordId, space: { id, bytesPerToken }, logger });
  }
  await using none = createSqliteSignatures({ folder, recordId, space: NO_SPACE, logger });
  await none.removeFormer().catch((cause: unknown) => logger.warn('token signatures are switched off, and those kept before could not be removed', { cause }));
  return undefined;
}

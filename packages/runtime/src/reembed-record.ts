import type { Config } from '@ltmc/config';
import type { Logger } from '@ltmc/contracts';
import type { ReembedProgress, ReembedResult } from '@ltmc/memory';
import { openSignatures } from './open-signatures.js';

export interface ReembedRecordOptions {
  readonly logger: Logger;
  /** Aborting stops soon, with `LTMC_CANCELLED`; the next call goes on where this one was. */
  readonly signal?: AbortSignal;
  /** Called at the start, at most once a second, and at the end. */
  readonly onProgress?: (progress: ReembedProgress) => void;
}

/**
 * Changes the configured record to the embedding model of this installation, while servers have it open; see `reembed` of `@ltmc/memory`.
 * Where the record has that model already, what still waits for its embedding is embedded and what is left of a former model removed.
 * @throws LtmcError what `reembed`, record and embedder throw.
 */
export async function reembedRecord(config: Config, { logger, ...options }: ReembedRecordOptions): Promise<ReembedResult> {
  const [{ openSqliteRecord }, { openHnswVectorStore }, { createEmbedder }, { reembed }] = await Promise.all([
    import('@ltmc/tier-temporal'),
    import('@ltmc/tier-vector'),
    import('@ltmc/embedding'),
    import('@ltmc/memory'),
  ]);
  await using record = await openSqliteRecord({ path: config.dbPath, durability: config.durability, logger });
  await using vectors = await openHnswVectorStore({ folder: config.indexFolder, recordId: record.recordId, logger });
  await using embedder = createEmbedder({ logger, ...(config.embedWorkers === undefined ? {} : { workers: config.embedWorkers }) });
  const signatures = await openSignatures(config, { record, embedder, logger });
  try {
    return await reembed({ record, vectors, embedder, logger, ...(signatures && { signatures }), ...options });
  } finally {
    await signatures?.close();
  }
}

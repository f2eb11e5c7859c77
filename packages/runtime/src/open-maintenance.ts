import type { Config } from '@ltmc/config';
import type { Logger, RecordMaintenance } from '@ltmc/contracts';

/**
 * Care for the configured record: backup, restore, check, export, import. Holds nothing open between two calls.
 * Unless told otherwise an import takes over embeddings of this installation's model only.
 */
export async function openMaintenance(config: Config, { logger }: { readonly logger: Logger }): Promise<RecordMaintenance> {
  const [{ createSqliteMaintenance }, { manifest }] = await Promise.all([import('@ltmc/tier-temporal'), import('@ltmc/model-all-minilm-l6-v2')]);
  const maintenance = createSqliteMaintenance({ path: config.dbPath, logger });
  return {
    ...maintenance,
    importJsonLines: (open, options) => maintenance.importJsonLines(open, { fingerprint: manifest.fingerprint, ...options }),
  };
}

import type { EmbeddingFingerprint } from '@ltmc/contracts';
import { fingerprintMismatch } from '../refusals.js';
import { firstRow, type Sql } from './connection.js';

/** The queue of the active model, or that of the one being built: the column `building` of `pending_chunks`. */
export type Queue = 0 | 1;

/** A model in use: its row and queue. `id` is null before the first embedding, when every model fits. */
export interface Space {
  readonly id: number | null;
  readonly building: Queue;
}

type Role = 'active' | 'building';

interface SpaceRow extends EmbeddingFingerprint {
  readonly rowId: number;
  readonly role: Role;
}

const FIELDS = 'key AS id, model, dimension, pooling, tokenizer_hash AS tokenizerHash, model_hash AS modelHash';

const ACTIVE = `SELECT ${FIELDS} FROM fingerprints WHERE role = 'active'`;

const RETIRED = `SELECT ${FIELDS} FROM fingerprints WHERE role = 'retired'`;

const IN_USE = `SELECT ${FIELDS}, id AS rowId, role FROM fingerprints WHERE role <> 'retired'`;

/** A retired one comes back with the embeddings it still has: they belong to the same chunks as ever. */
const ADD = `
INSERT INTO fingerprints (key, model, dimension, pooling, tokenizer_hash, model_hash, role, queued_to)
VALUES ($id, $model, $dimension, $pooling, $tokenizerHash, $modelHash, $role, $queuedTo)
ON CONFLICT (key) DO UPDATE SET role = excluded.role, queued_to = excluded.queued_to`;

export async function activeFingerprint(sql: Sql): Promise<EmbeddingFingerprint | undefined> {
  return firstRow<EmbeddingFingerprint>(sql, ACTIVE);
}

export async function retiredFingerprints(sql: Sql): Promise<EmbeddingFingerprint[]> {
  return sql.all<EmbeddingFingerprint>(RETIRED);
}

/** @param key - `EmbeddingFingerprint.id`. @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` when the model is neither active nor being built. */
export async function spaceOf(sql: Sql, key: string): Promise<Space> {
  const inUse = await sql.all<SpaceRow>(IN_USE);
  const own = inUse.find(({ id }) => id === key);
  if (own) return { id: own.rowId, building: own.role === 'building' ? 1 : 0 };
  const active = inUse.find(({ role }) => role === 'active');
  if (active) throw fingerprintMismatch(active, key);
  return { id: null, building: 0 };
}

/** @throws LtmcError `LTMC_FINGERPRINT_MISMATCH` when `activeKey` names another model. */
export async function requireActive(sql: Sql, activeKey: string | null, key: string): Promise<void> {
  if (activeKey === null || activeKey === key) return;
  const active = await activeFingerprint(sql);
  if (active) throw fingerprintMismatch(active, key);
}

export async function addFingerprint(sql: Sql, { id, model, dimension, pooling, tokenizerHash, modelHash }: EmbeddingFingerprint, role: Role): Promise<void> {
  await sql.all(ADD, {
    $id: id, $model: model, $dimension: dimension, $pooling: pooling, $tokenizerHash: tokenizerHash, $modelHash: modelHash,
    $role: role, $queuedTo: role === 'building' ? 0 : null,
  });
}

/** Both queues and the rows of their models, as a table expression; the active one is there before it has a model. */
export const QUEUES = `(
  SELECT 0 AS building, (SELECT id FROM fingerprints WHERE role = 'active') AS fingerprint_id
  UNION ALL SELECT 1, id FROM fingerprints WHERE role = 'building')`;

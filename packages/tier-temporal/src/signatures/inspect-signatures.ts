import { join } from 'node:path';
import type { SignatureSpace } from '@ltmc/contracts';
import { openToRead } from '../maintenance/record-file.js';
import { connect } from '../sqlite/binding.js';
import { retryBusy } from '../sqlite/busy-retry.js';
import { onlyRow, type SqliteConnection } from '../sqlite/connection.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { isUnfit } from './damage.js';
import { familyOf } from './signature-names.js';
import { listOwn } from './signature-place.js';
import { COUNT } from './signature-schema.js';

/** How the token signatures of a record stand. */
export interface SignatureReport {
  /** `none`: there is no file of the space. `damaged`: a running server makes it anew. */
  readonly state: 'none' | 'whole' | 'damaged';
  /** Signatures in the file. */
  readonly kept: number;
  /** Current, embedded chunks of the record, of every kind: those that should have one. */
  readonly wanted: number;
}

export interface InspectSignaturesOptions {
  /** As in `SqliteSignatureOptions`. */
  readonly folder: string;
  readonly recordId: string;
  readonly space: Pick<SignatureSpace, 'id'>;
  /** The record's file. */
  readonly recordPath: string;
}

const WANTED = `
SELECT count(*) AS count FROM chunk_embeddings AS e CROSS JOIN resource_versions AS v ON v.id = e.version_id
WHERE e.fingerprint_id = (SELECT id FROM fingerprints WHERE role = 'active') AND v.superseded_at_ms IS NULL AND v.forgotten_at_ms IS NULL`;

/** Counts, and writes nothing. */
export async function inspectSignatures({ folder, recordId, space, recordPath }: InspectSignaturesOptions): Promise<SignatureReport> {
  const wanted = await countOf(() => openToRead(recordPath, new AbortController().signal), WANTED);
  const newest = (await listOwn(folder, familyOf(recordId, space.id))).at(-1);
  if (!newest) return { state: 'none', kept: 0, wanted };
  try {
    const module = await loadSqliteModule();
    return { state: 'whole', kept: await countOf(() => connect({ module, path: join(folder, newest.name), readOnly: true }), COUNT), wanted };
  } catch (cause) {
    if (!isUnfit(cause)) throw cause;
    return { state: 'damaged', kept: 0, wanted };
  }
}

async function countOf(open: () => Promise<SqliteConnection>, statement: string): Promise<number> {
  const connection = await open();
  try {
    const { signal } = new AbortController();
    return (await retryBusy(() => onlyRow<{ count: number }>(connection, statement), { signal })).count;
  } finally {
    await connection.close();
  }
}

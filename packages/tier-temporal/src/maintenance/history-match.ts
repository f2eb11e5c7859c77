import type { VersionInput } from '@ltmc/contracts';
import { identityHash } from '../identity-hash.js';
import type { Sql } from '../sqlite/connection.js';
import type { ImportEntry } from './import-entries.js';

/** Follows the versions of one memory in a file and tells which of them the record lacks. */
export interface HistoryMatch {
  /** Whether the record has the memory at all. */
  readonly known: boolean;
  /** When the record's newest version was recorded. */
  readonly newestMs: number;
  /**
   * Called with each version in order: whether the record has it, behind those that were asked for before, or does not want it. What was forgotten
   * elsewhere is not brought to a memory that the record has: it would hide what the record shows now.
   */
  has(version: Pick<ImportEntry, 'input' | 'forgottenAtMs'>): boolean;
}

const HISTORY = `
SELECT v.content_hash AS hash, v.recorded_at_ms AS recordedAtMs
FROM namespaces AS n JOIN resources AS r ON r.namespace_id = n.id AND r.kind = $kind AND r.file_name = $fileName JOIN resource_versions AS v ON v.resource_id = r.id
WHERE n.name = $namespace ORDER BY v.version`;

/**
 * What counts is what a version says, not when it was recorded: after a merge the same text stands there with a later time. From the first version
 * that the record lacks on, none is taken for known.
 */
export async function matchHistory(sql: Sql, { namespace, kind = 'memory', fileName }: Pick<VersionInput, 'namespace' | 'kind' | 'fileName'>): Promise<HistoryMatch> {
  const history = await sql.all<{ hash: string; recordedAtMs: number }>(HISTORY, { $namespace: namespace, $kind: kind, $fileName: fileName });
  let position = 0;
  return {
    known: history.length > 0,
    newestMs: history.at(-1)?.recordedAtMs ?? Number.MIN_SAFE_INTEGER,
    has: ({ input, forgottenAtMs }) => {
      const hash = identityHash(input);
      const found = history.findIndex((known, index) => index >= position && known.hash === hash);
      if (found < 0 && forgottenAtMs !== null) return true;
      position = found < 0 ? Infinity : found + 1;
      return found >= 0;
    },
  };
}

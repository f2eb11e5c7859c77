import type { ImportSummary, VectorEntry, VersionInput } from '@ltmc/contracts';
import { onlyRow, type Sql } from '../sqlite/connection.js';
import { storeEmbeddings } from '../sqlite/embedding-queue.js';
import { forgetVersion } from '../sqlite/forget.js';
import { appendVersion } from '../sqlite/store-version.js';
import { matchHistory, type HistoryMatch } from './history-match.js';
import type { ImportEntry } from './import-entries.js';
import { KIND_FACTS, type Thing } from './kind-facts.js';
import { importConflict } from './import-refusals.js';

const THING = `
SELECT r.id AS resourceId, r.namespace_id AS namespaceId, r.file_name AS fileName FROM resources AS r JOIN namespaces AS n ON n.id = r.namespace_id
WHERE n.name = $namespace AND r.kind = $kind AND r.file_name = $fileName`;

export interface VersionWriterOptions {
  readonly merge: boolean;
  /** When versions were recorded that cannot keep their own time. */
  readonly nowMs: number;
  /** The model whose embeddings may be taken over; undefined takes any. */
  readonly fingerprint: string | undefined;
}

/** Writes memories version by version inside the caller's transaction. */
export interface VersionWriter {
  beginMemory(input: VersionInput): Promise<void>;
  add(entry: ImportEntry): Promise<void>;
  /** After the last one: what had to wait for others. */
  settle(): Promise<void>;
  summary(): ImportSummary;
}

export function createVersionWriter(sql: Sql, { merge, nowMs, fingerprint }: VersionWriterOptions): VersionWriter {
  const counts = { created: 0, extended: 0, unchanged: 0, versions: 0, embeddings: 0 };
  let embeddingsLeftOut = false;
  let match: HistoryMatch | undefined;
  let newestMs = 0;
  let state: 'created' | 'extended' | 'unchanged' = 'created';

  const become = (next: typeof state): void => {
    counts[state] -= 1;
    counts[next] += 1;
    state = next;
  };

  async function takeEmbeddings({ vectors, fingerprint: of }: ImportEntry, vectorIds: readonly number[]): Promise<void> {
    const rows = vectors.flatMap((vector, index): VectorEntry[] => {
      const vectorId = vectorIds[index];
      return vector === undefined || vectorId === undefined ? [] : [{ vectorId, vector }];
    });
    if (of === null || rows.length === 0) return;
    if (fingerprint !== undefined && fingerprint !== of.id) {
      embeddingsLeftOut = true;
      return;
    }
    await storeEmbeddings(sql, of, rows, nowMs);
    counts.embeddings += rows.length;
  }

  async function takeFacts({ input: { namespace, kind = 'memory', fileName }, facts }: ImportEntry): Promise<void> {
    if (facts === undefined) return;
    const thing = await onlyRow<Thing>(sql, THING, { $namespace: namespace, $kind: kind, $fileName: fileName });
    await KIND_FACTS[kind]?.write(sql, thing, facts);
  }

  return {
    beginMemory: async (input) => {
      match = await matchHistory(sql, input);
      newestMs = match.newestMs;
      state = match.known ? 'unchanged' : 'created';
      counts[state] += 1;
    },
    add: async (entry) => {
      const { input, forgottenAtMs } = entry;
      if (match?.known === true) {
        if (match.has(entry)) return takeFacts(entry);
        // Only a memory stored since everything was read gets here without `merge`.
        if (!merge) throw importConflict([input.fileName]);
        become('extended');
      }
      const stored = await appendVersion(sql, input.recordedAtMs > newestMs ? input : { ...input, recordedAtMs: nowMs });
      newestMs = stored.recordedAtMs;
      counts.versions += 1;
      await takeEmbeddings(entry, stored.vectorIds);
      if (forgottenAtMs !== null) await forgetVersion(sql, stored, forgottenAtMs);
      await takeFacts(entry);
    },
    settle: async () => {
      for (const facts of Object.values(KIND_FACTS)) await facts.settle?.(sql);
    },
    summary: () => ({ ...counts, embeddingsLeftOut }),
  };
}

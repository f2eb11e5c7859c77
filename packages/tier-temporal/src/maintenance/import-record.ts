import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, ImportOptions, ImportSummary } from '@ltmc/contracts';
import type { SqliteConnection } from '../sqlite/connection.js';
import { prepareDataFile } from '../sqlite/data-file.js';
import { activeFingerprint } from '../sqlite/embedding-spaces.js';
import { loadSqliteModule } from '../sqlite/native-module.js';
import { openWriter } from '../sqlite/open-record.js';
import { createBatch } from './batch.js';
import { matchHistory, type HistoryMatch } from './history-match.js';
import { readEntries } from './import-entries.js';
import { importConflict } from './import-refusals.js';
import { createVersionWriter } from './import-version.js';
import { run, type Run } from './run.js';

export type OpenSource = () => AsyncIterable<Uint8Array>;

/** Left to other writers between two transactions, milliseconds. */
const BREATH_MS = 5;

/** See `RecordMaintenance.importJsonLines`. */
export function importRecord(path: string, open: OpenSource, clock: Clock, { namespace, merge = false, fingerprint, ...options }: ImportOptions = {}): Promise<ImportSummary> {
  return run(options, async (running) => {
    const module = await loadSqliteModule();
    await prepareDataFile(path);
    const connection = await openWriter(module, path, 'full');
    try {
      const source: Source = { connection, open, namespace, running };
      const totalBytes = await survey(source, merge);
      return await write(source, { merge, totalBytes, nowMs: clock.nowMs(), fingerprint: (await activeFingerprint(connection))?.id ?? fingerprint });
    } finally {
      await connection.close();
    }
  });
}

interface Source {
  readonly connection: SqliteConnection;
  readonly open: OpenSource;
  readonly namespace: string | undefined;
  readonly running: Run;
}

/** Reads everything and writes nothing. @returns the length of the file. @throws LtmcError `LTMC_IMPORT_INVALID`, `LTMC_IMPORT_CONFLICT`. */
async function survey({ connection, open, namespace, running }: Source, merge: boolean): Promise<number> {
  const conflicts = new Set<string>();
  let match: HistoryMatch | undefined;
  let totalBytes = 0;
  for await (const entry of readEntries(open(), namespace)) {
    running.checkpoint();
    running.progress('reading', 'bytes', entry.bytesRead);
    totalBytes = entry.bytesRead;
    if (merge) continue;
    if (entry.first || !match) match = await matchHistory(connection, entry.input);
    if (match.known && !match.has(entry)) conflicts.add(entry.input.fileName);
  }
  if (conflicts.size > 0) throw importConflict([...conflicts]);
  return totalBytes;
}

interface Writing {
  readonly merge: boolean;
  readonly totalBytes: number;
  readonly nowMs: number;
  /** The model whose embeddings may be taken over; undefined takes any. */
  readonly fingerprint: string | undefined;
}

/** Memories share transactions, but none is spread over two. */
async function write({ connection, open, namespace, running }: Source, { merge, totalBytes, nowMs, fingerprint }: Writing): Promise<ImportSummary> {
  const batch = createBatch(connection, running.signal);
  const writer = createVersionWriter(connection, { merge, nowMs, fingerprint });
  try {
    for await (const entry of readEntries(open(), namespace)) {
      if (entry.first) {
        running.checkpoint();
        if (batch.isFull()) {
          await batch.commit();
          await sleep(BREATH_MS);
        }
        await batch.begin();
        await writer.beginMemory(entry.input);
      }
      batch.grow(entry.input.content.length);
      await writer.add(entry);
      running.progress('importing', 'bytes', entry.bytesRead, Math.max(totalBytes, entry.bytesRead));
    }
    await batch.begin();
    await writer.settle();
    await batch.commit();
  } catch (error) {
    await batch.rollback();
    throw error;
  }
  return writer.summary();
}

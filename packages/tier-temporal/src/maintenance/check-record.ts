import { stat } from 'node:fs/promises';
import { type EmbeddingFingerprint, type MaintenanceOptions, type RecordCheck, type RecordProblem } from '@ltmc/contracts';
import { retryBusy } from '../sqlite/busy-retry.js';
import { firstRow, onlyRow, type Sql, type SqliteConnection } from '../sqlite/connection.js';
import { activeFingerprint } from '../sqlite/embedding-spaces.js';
import { findUncovered } from './check-coverage.js';
import { countBrokenReferences, findDamage } from './engine-checks.js';
import { isDamage } from './make-record.js';
import { openToRead } from './record-file.js';
import { run, type Run } from './run.js';
import { RESTORE, TABLE_RULES } from './table-rules.js';

const SUMMARY = `
SELECT 'SQLite ' || sqlite_version() AS engine, (SELECT id FROM record_identity) AS recordId, count(*) AS memories, coalesce(sum(chunk_count), 0) AS chunks,
  (SELECT count(*) FROM pending_chunks WHERE building = 0 AND stale = 0) AS pendingChunks
FROM resource_versions WHERE kind = 'memory' AND superseded_at_ms IS NULL AND forgotten_at_ms IS NULL`;

const NOTHING_KNOWN = { engine: 'SQLite', recordId: '', memories: 0, chunks: 0, pendingChunks: 0, fingerprint: undefined };

type Check = (sql: Sql, running: Run) => Promise<RecordProblem | undefined>;

/** The engine's checks first: the others mean little on a damaged file. */
const CHECKS: readonly Check[] = [checkIntegrity, checkReferences, ...TABLE_RULES.map(toCheck), findUncovered];

/** See `RecordMaintenance.check`. Reads the whole record; each check is one read, so that the log can be folded in between. */
export function checkRecord(path: string, options: MaintenanceOptions = {}): Promise<RecordCheck> {
  return run(options, async (running) => {
    const connection = await openToRead(path, running.signal);
    const problems: RecordProblem[] = [];
    try {
      for (const [index, check] of CHECKS.entries()) {
        running.checkpoint();
        running.progress('checking', 'checks', index, CHECKS.length);
        const problem = await retryBusy(() => check(connection, running), { signal: running.signal }).catch(asDamage);
        if (problem) problems.push(problem);
        if (problem?.check === 'integrity') break;
      }
      running.progress('checking', 'checks', CHECKS.length, CHECKS.length);
      return { problems, sizeBytes: (await stat(path)).size, ...(await summarize(connection)) };
    } finally {
      await connection.close();
    }
  });
}

async function summarize(connection: SqliteConnection): Promise<Omit<RecordCheck, 'problems' | 'sizeBytes'>> {
  type Summary = Omit<RecordCheck, 'problems' | 'sizeBytes' | 'fingerprint'>;
  try {
    const fingerprint: EmbeddingFingerprint | undefined = await activeFingerprint(connection);
    return { ...(await onlyRow<Summary>(connection, SUMMARY)), fingerprint };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return NOTHING_KNOWN;
  }
}

async function checkIntegrity(sql: Sql): Promise<RecordProblem | undefined> {
  const damage = await findDamage(sql);
  return damage === undefined ? undefined : { check: 'integrity', message: `The record file is damaged: ${damage}`, mend: RESTORE };
}

async function checkReferences(sql: Sql): Promise<RecordProblem | undefined> {
  const broken = await countBrokenReferences(sql);
  return broken === 0 ? undefined : { check: 'references', message: `${broken} rows point to rows that are not there`, mend: RESTORE };
}

/** A check that stumbles over damage has found it. */
function asDamage(error: unknown): RecordProblem {
  if (!isDamage(error)) throw error;
  return { check: 'integrity', message: 'The record file is damaged: SQLite cannot read it to its end', mend: RESTORE };
}

function toCheck({ check, count, message, mend }: (typeof TABLE_RULES)[number]): Check {
  return async (sql) => {
    const row = await firstRow<{ count: number }>(sql, count);
    return row === undefined || row.count === 0 ? undefined : { check, message: message(row.count), mend };
  };
}

import { LtmcError } from '@ltmc/contracts';
import type { SqliteConnection } from './connection.js';
import { STEPS } from './schema.js';

/** Marks the file as ours: "LTMc" in ASCII. */
const APPLICATION_ID = 0x4c544d63;

interface Marks {
  readonly applicationId: number;
  readonly version: number;
  readonly objects: number;
}

/**
 * Makes or completes the schema; leaves an up-to-date file untouched. Several processes may do it at once: one that meets another fails as
 * busy, and tries again from the start.
 * @throws LtmcError `LTMC_STORE_FOREIGN`, `LTMC_STORE_NEWER`; SQLite's own errors come through as they are.
 */
export async function migrate(connection: SqliteConnection): Promise<void> {
  // Before anything is written: a foreign file must not even change its journal mode.
  const { version } = await readMarks(connection);
  await connection.exec('PRAGMA journal_mode = WAL');
  if (version < STEPS.length) await addMissingSteps(connection);
}

async function addMissingSteps(connection: SqliteConnection): Promise<void> {
  await connection.exec('BEGIN IMMEDIATE');
  try {
    // Read again under the lock: another process may have been faster.
    const { version } = await readMarks(connection);
    for (const step of STEPS.slice(version)) await connection.exec(step);
    await connection.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${STEPS.length}; COMMIT`);
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw error;
  }
}

async function readMarks(connection: SqliteConnection): Promise<Marks> {
  const [marks] = await connection.all<Marks>(`
    SELECT (SELECT application_id FROM pragma_application_id) AS applicationId,
           (SELECT user_version FROM pragma_user_version) AS version,
           (SELECT count(*) FROM sqlite_schema) AS objects`);
  if (!marks) throw new Error('a statement that must give one row gave none');
  const empty = marks.applicationId === 0 && marks.version === 0 && marks.objects === 0;
  if (!empty && marks.applicationId !== APPLICATION_ID) {
    throw new LtmcError('LTMC_STORE_FOREIGN', 'The file is a SQLite database of another kind, and stays untouched; name another file for coordination');
  }
  if (marks.version > STEPS.length) {
    throw new LtmcError(
      'LTMC_STORE_NEWER',
      `The coordination file has schema version ${marks.version}, this LTMC knows versions up to ${STEPS.length}; update LTMC, or name another file`,
      { details: { found: marks.version, known: STEPS.length } },
    );
  }
  return marks;
}

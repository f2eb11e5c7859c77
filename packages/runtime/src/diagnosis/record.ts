import type { Config } from '@ltmc/config';
import { LtmcError, type RecordCheck } from '@ltmc/contracts';
import { manifest } from '@ltmc/model-all-minilm-l6-v2';
import { createSqliteMaintenance } from '@ltmc/tier-temporal';
import type { DiagnoseOptions } from './diagnose.js';
import { note, ok, problem, type Finding } from './finding.js';

const MENDS: Readonly<Record<string, string>> = {
  LTMC_STORE_CORRUPT: 'stop the servers and run "ltmc restore FILE --overwrite" with your last good backup',
  LTMC_STORE_FOREIGN: 'set DB_PATH to another file',
  LTMC_STORE_NEWER: 'update LTMC: npm i -g --allow-scripts=sqlite3,hnswlib-node ltmc ltmc-mcp',
  LTMC_STORE_BUSY: 'wait until the restore or the long write is over, and run "ltmc doctor" again',
};

/** The record itself, and how its embeddings stand. `check` is absent where it could not be opened. */
export async function checkRecord({ dbPath }: Config, options: DiagnoseOptions): Promise<{ readonly findings: readonly Finding[]; readonly check?: RecordCheck }> {
  try {
    const check = await createSqliteMaintenance({ path: dbPath }).check(options);
    const problems = check.problems.map(({ message, mend }) => problem('record', message, mend));
    const good = ok('record', `memories: ${check.memories}, chunks: ${check.chunks}, ${Math.ceil(check.sizeBytes / 1024)} KiB; checked, whole`);
    return { check, findings: [...(problems.length > 0 ? problems : [good]), ...checkEmbeddings(check)] };
  } catch (error) {
    if (!LtmcError.is(error) || error.code === 'LTMC_CANCELLED') throw error;
    return { findings: [problem('record', error.message, MENDS[error.code] ?? 'the message says what; see docs/errors.md')] };
  }
}

function checkEmbeddings({ fingerprint, pendingChunks }: RecordCheck): Finding[] {
  if (fingerprint && fingerprint.id !== manifest.fingerprint) {
    return [problem('embeddings', `the record holds embeddings of ${fingerprint.model} (${fingerprint.id}), this LTMC makes ${manifest.fingerprint}`, 'ltmc reembed')];
  }
  if (pendingChunks > 0) return [note('embeddings', `${pendingChunks} chunks are found by words only until they are embedded`, 'any running server does it; or run "ltmc reembed"')];
  return [ok('embeddings', fingerprint ? fingerprint.id : 'none yet')];
}

import { inspectSqlite } from '@ltmc/tier-temporal';
import { verifyModelFiles } from '@ltmc/model-all-minilm-l6-v2';
import { ok, problem, type Finding } from './finding.js';

/** As `engines` in every package.json. */
const OLDEST_NODE = [20, 19] as const;

/** @param version - as `process.versions.node`, e.g. `20.19.4`. */
export function checkNode(version: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? ok('Node.js', version)
    : problem('Node.js', `${version} is too old`, `install Node.js ${OLDEST_NODE.join('.')} or newer from https://nodejs.org`);
}

export async function checkSqlite(): Promise<Finding> {
  const { version, safe } = await inspectSqlite();
  return safe
    ? ok('SQLite', version)
    : problem('SQLite', `${version} can damage a file that several processes write`, 'npm install sqlite3@^6.0.1');
}

export async function checkModel(): Promise<Finding> {
  return verifyModelFiles().then(
    () => ok('model files', 'whole'),
    (error: unknown) => problem('model files', error instanceof Error ? error.message : String(error), 'npm install --force @ltmc/model-all-minilm-l6-v2'),
  );
}

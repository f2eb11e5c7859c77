import type { Config } from '@ltmc/config';
import type { MaintenanceProgress } from '@ltmc/contracts';
import { checkDataFolder } from './data-folder.js';
import { note, ok, type Finding } from './finding.js';
import { checkGraph } from './graph.js';
import { checkIndexSnapshots } from './index-snapshots.js';
import { checkModel, checkNode, checkSqlite } from './installation.js';
import { checkNativeModules } from './native-modules.js';
import { checkRecord } from './record.js';
import { checkRedis } from './redis.js';
import { checkSignatures } from './signatures.js';

export interface DiagnoseOptions {
  /** How far a long check has come. */
  readonly onProgress?: (progress: MaintenanceProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks for everything that keeps LTMC from working, and says what mends it. Changes nothing. Native modules are tried in processes of their
 * own first: one that does not fit this machine can end the process that loads it.
 */
export async function* diagnose(config: Config, options: DiagnoseOptions = {}): AsyncGenerator<Finding> {
  yield checkNode();
  const natives = await checkNativeModules();
  yield* natives;
  const hasSqlite = natives.some(({ check, state }) => check === 'sqlite3' && state === 'ok');
  if (hasSqlite) yield await checkSqlite();
  yield await checkModel();
  yield* checkSettings(config);
  yield* await checkRedis(config);
  const place = await checkDataFolder(config);
  yield* place.findings;
  if (!hasSqlite || !place.hasRecord) {
    yield* await checkGraph(config, undefined);
    return;
  }
  const { findings, check } = await checkRecord(config, options);
  yield* findings;
  if (check) yield* await checkIndexSnapshots(config, check.recordId);
  if (check) yield* await checkSignatures(config, check.recordId);
  yield* await checkGraph(config, check?.recordId);
}

function checkSettings({ notices, dbPath }: Config): Finding[] {
  if (notices.length === 0) return [ok('settings', `record ${dbPath}`)];
  return notices.map((notice) => note('settings', notice, 'unset the variable, or correct its name'));
}

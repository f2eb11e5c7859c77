import type { Config } from '@ltmc/config';
import type { Logger } from '@ltmc/contracts';
import { createEmbedder } from '@ltmc/embedding';
import { inspectSignatures } from '@ltmc/tier-temporal';
import { note, ok, type Finding } from './finding.js';

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** None of these is ever a problem: what has no signature is found all the same, and a running server makes it. */
export async function checkSignatures({ lateInteraction, indexFolder, dbPath }: Config, recordId: string): Promise<Finding[]> {
  if (!lateInteraction) return [note('signatures', 'switched off by LTMC_LATE_INTERACTION; search ranks without them')];
  await using embedder = createEmbedder({ logger: SILENT });
  if (!embedder.lateInteraction) return [];
  const report = await inspectSignatures({ folder: indexFolder, recordId, space: embedder.lateInteraction, recordPath: dbPath }).catch(() => undefined);
  if (!report) return [note('signatures', `those in ${indexFolder} could not be counted now`, 'run "ltmc doctor" again; if it stays so, stop the servers and remove the folder: it is filled again')];
  const { state, kept, wanted } = report;
  if (state === 'damaged') return [note('signatures', 'the file of token signatures is damaged; a running server makes it anew')];
  const missing = Math.max(0, wanted - kept);
  if (missing > 0) return [note('signatures', `${missing} of ${wanted} chunks have no token signature yet; they are ranked without`, 'any running server makes them in the background')];
  return [ok('signatures', `${kept} kept`)];
}

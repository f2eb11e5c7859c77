import { join } from 'node:path';
import type { Config } from '@ltmc/config';
import { inspectSnapshots } from '@ltmc/tier-vector';
import { note, ok, type Finding } from './finding.js';

/** None of these is ever a problem: what is not whole is left aside and made anew from the record. */
export async function checkIndexSnapshots({ indexFolder }: Config, recordId: string): Promise<Finding[]> {
  const reports = await inspectSnapshots({ folder: indexFolder, recordId }).catch(() => undefined);
  if (!reports) return [note('index', `${indexFolder} cannot be read; the index is rebuilt with every start`, `rm -r '${indexFolder}'`)];
  const odd = reports.filter(({ state }) => state === 'damaged' || state === 'foreign');
  if (odd.length === 0) return [ok('index', `snapshots: ${reports.filter(({ state }) => state === 'whole').length}, none damaged`)];
  return odd.map(({ folder, state, namespace = 'unknown' }) => note(
    'index',
    state === 'damaged' ? `the snapshot of namespace ${namespace} is damaged; it is rebuilt from the record` : `a snapshot of namespace ${namespace} belongs to another record, e.g. from before a restore`,
    `rm -r '${join(indexFolder, folder)}'`,
  ));
}

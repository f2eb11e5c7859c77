import { join } from 'node:path';
import type { Config } from '@ltmc/config';
import { inspectSnapshots, type SnapshotReport } from '@ltmc/tier-vector';
import { note, ok, type Finding } from './finding.js';

type Teller = (namespace: string, mend: string) => Finding;

/** What is said of the states that are worth a word. */
const TOLD: Readonly<Partial<Record<SnapshotReport['state'], Teller>>> = {
  damaged: (namespace, mend) => note('index', `the snapshot of namespace ${namespace} is damaged; it is rebuilt from the record`, mend),
  foreign: (namespace, mend) => note('index', `a snapshot of namespace ${namespace} belongs to another record, e.g. from before a restore`, mend),
  older: (namespace) => rebuilt(namespace, 'an older version of LTMC'),
  newer: (namespace) => rebuilt(namespace, 'a newer version of LTMC'),
  'other-machine': (namespace) => rebuilt(namespace, 'another kind of machine'),
};

/** None of these is ever a problem: what is not whole is left aside and made anew from the record. */
export async function checkIndexSnapshots({ indexFolder }: Config, recordId: string): Promise<Finding[]> {
  const reports = await inspectSnapshots({ folder: indexFolder, recordId }).catch(() => undefined);
  if (!reports) return [note('index', `${indexFolder} cannot be read; the index is rebuilt with every start`, `rm -r '${indexFolder}'`)];
  const odd = reports.flatMap(({ folder, state, namespace = 'unknown' }) => TOLD[state]?.(namespace, `rm -r '${join(indexFolder, folder)}'`) ?? []);
  return odd.length > 0 ? odd : [ok('index', `snapshots: ${reports.filter(({ state }) => state === 'whole').length}, none damaged`)];
}

/** Nothing to be done, so no way to mend it. */
function rebuilt(namespace: string, writer: string): Finding {
  return note('index', `the snapshot of namespace ${namespace} is of ${writer}; it is not damaged, and is rebuilt from the record by itself when a server next opens it`);
}

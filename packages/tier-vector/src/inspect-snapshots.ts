import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isUnharmed } from './snapshot-files.js';
import { misfitOf } from './snapshot-pointer.js';
import { isMissing, readPointer } from './snapshot-read.js';

/** What lies in one folder of snapshots. */
export interface SnapshotReport {
  /** Name of the folder inside the index folder. */
  readonly folder: string;
  /**
   * `whole`: length and checksum of each file are right. `foreign`: it belongs to another record. `unfinished`: nothing was ever published.
   * `older`, `newer`: in the format of another version of LTMC; `other-machine`: in the numbers of another kind of machine. Of these three the files are not
   * looked at: whoever opens the index builds it from the record and puts a snapshot of its own in their place.
   */
  readonly state: 'whole' | 'damaged' | 'foreign' | 'unfinished' | 'older' | 'newer' | 'other-machine';
  /** Whose vectors they are, where that can be read. */
  readonly namespace?: string;
  readonly vectors?: number;
}

/**
 * Looks at every snapshot in the index folder without loading it; writes nothing. A folder that is not there holds none.
 * @param options.folder - as in `HnswVectorStoreOptions`.
 * @param options.recordId - as in `HnswVectorStoreOptions`.
 */
export async function inspectSnapshots({ folder, recordId }: { readonly folder: string; readonly recordId: string }): Promise<SnapshotReport[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
  const reports: SnapshotReport[] = [];
  for (const name of names) reports.push({ folder: name, ...(await inspect(join(folder, name), recordId)) });
  return reports;
}

async function inspect(folder: string, recordId: string): Promise<Omit<SnapshotReport, 'folder'>> {
  const pointer = await readPointer(folder);
  if (!pointer) return { state: 'unfinished' };
  if (pointer === 'damaged') return { state: 'damaged' };
  const { namespace, rows: vectors, vectors: rowsFile, graph } = pointer;
  if (pointer.recordId !== recordId) return { state: 'foreign', namespace, vectors };
  const misfit = misfitOf(pointer);
  if (misfit) return { state: misfit, namespace, vectors };
  for (const file of graph ? [rowsFile, graph] : [rowsFile]) {
    const whole = await isUnharmed(join(folder, file.name), file).catch((error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    });
    if (!whole) return { state: 'damaged', namespace, vectors };
  }
  return { state: 'whole', namespace, vectors };
}

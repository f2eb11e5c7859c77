import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordStore, VectorStore } from '@ltmc/contracts';
import { RECORD_KINDS } from './kinds.js';
import { spaceName } from './vector-projection.js';

/** Searches of servers with the former model that were under way at the switch still read its embeddings. */
const SETTLE_MS = 1000;
/** Some 10 ms of the write lock, most of it for overwriting the bytes. */
const SLICE = 500;
/** Leaves the lock to others between two slices. */
const PAUSE_MS = 20;

export interface DropRetiredOptions {
  readonly record: RecordStore;
  /** Where given, the indexes of the former models and their snapshots are removed too. */
  readonly vectors?: VectorStore | undefined;
  /** Aborting leaves the rest to the next call. */
  readonly signal: AbortSignal;
}

/** Removes what is left of former embedding models: index snapshots, then embeddings. Does nothing, quickly, where nothing is left. */
export async function dropRetired({ record, vectors, signal }: DropRetiredOptions): Promise<void> {
  const retired = await record.retiredFingerprints();
  if (retired.length === 0 || !(await pause(SETTLE_MS, signal))) return;
  // First the files: as long as the record names the model, an interrupted call finds them again.
  if (vectors) {
    for (const namespace of await record.namespaces()) {
      for (const kind of RECORD_KINDS) for (const { id, dimension } of retired) await removeIndex(vectors, { namespace: spaceName({ namespace, kind }), fingerprint: id, dimension });
    }
  }
  while ((await record.dropRetired(SLICE)) > 0) if (!(await pause(PAUSE_MS, signal))) return;
}

async function removeIndex(vectors: VectorStore, space: Parameters<VectorStore['openIndex']>[0]): Promise<void> {
  const index = await vectors.openIndex(space);
  await index.clear();
  await index.close();
}

/** False when it was aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}

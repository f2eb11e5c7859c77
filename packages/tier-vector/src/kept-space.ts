import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Logger, VectorSpace } from '@ltmc/contracts';
import type { NativeGraphFactory } from './native-graph.js';
import type { IndexState, WorkerOptions } from './protocol.js';
import { foreignField, ownerOf, type SnapshotPointer } from './snapshot-pointer.js';
import { readPointer, readSnapshot } from './snapshot-read.js';
import { discardDraft, draftSnapshot, publishSnapshot, removeSnapshots, sweepFolder, type SnapshotDraft } from './snapshot-write.js';
import { createSpaceIndex, type SavedIndex, type SpaceIndex } from './space-index.js';
import { spaceKey } from './space-key.js';

export interface KeptSpaceOptions extends Omit<WorkerOptions, 'efSearch'> {
  /** As it is now. */
  readonly efSearch: () => number;
  readonly create: NativeGraphFactory | undefined;
  readonly logger: Logger;
}

/** An index and its snapshot folder. The main thread lets `draft`, `publish` and `clear` run one after the other. */
export interface KeptSpace {
  readonly index: SpaceIndex;
  /** Writes the files of a snapshot; false when there is nothing to keep. */
  draft(): Promise<boolean>;
  /** Points to the files written last, or, not allowed or overtaken by another process, removes them and resolves false. */
  publish(allowed: boolean): Promise<boolean>;
  removeSnapshots(): Promise<undefined>;
  clear(): Promise<IndexState>;
  close(): void;
}

/** Opens from the snapshot if it can be trusted, else empty. */
export async function openKeptSpace(space: VectorSpace, options: KeptSpaceOptions): Promise<KeptSpace> {
  const { create, logger, exactUpTo } = options;
  const folder = join(options.folder, createHash('sha256').update(spaceKey(space)).digest('hex').slice(0, 32));
  const owner = ownerOf(space, options.recordId);

  const reading = await readSnapshot(folder, owner, create);
  /** The vectors file of a snapshot that could not be trusted: it does not stop a new one from being written. */
  let refused: string | undefined;
  if (reading.kind === 'refused') {
    refused = reading.pointer?.vectors.name;
    logger.warn('vector snapshot left aside; the index starts empty and is filled from the record', { namespace: space.namespace, why: reading.why });
  }

  const createIndex = (saved?: SavedIndex): SpaceIndex =>
    createSpaceIndex({
      ...options,
      dimension: space.dimension,
      onFailure: (error) => { logger.error('vector graph dropped; searches scan all vectors', { namespace: space.namespace, why: String(error) }); },
    }, saved);
  let index = createIndex(reading.kind === 'loaded' ? reading.saved : undefined);
  let pending: SnapshotDraft | undefined;

  const isNews = async ({ cursor, covered }: Pick<SnapshotPointer, 'cursor' | 'covered'>): Promise<boolean> => {
    const current = await readPointer(folder);
    if (!current || current === 'damaged' || current.vectors.name === refused || foreignField(current, owner)) return true;
    return cursor > current.cursor || (cursor === current.cursor && covered > current.covered);
  };

  return {
    get index() { return index; },
    draft: async () => {
      const { size, cursor } = index.state;
      if (size <= exactUpTo || !(await isNews({ cursor, covered: index.covered }))) return false;
      await sweepFolder(folder, options.graceMs);
      pending = await draftSnapshot(folder, owner, () => index.view());
      return true;
    },
    publish: async (allowed) => {
      const draft = pending;
      pending = undefined;
      if (!draft) return false;
      if (!allowed || !(await isNews(draft.pointer))) {
        await discardDraft(folder, draft);
        return false;
      }
      await publishSnapshot(folder, draft);
      return true;
    },
    removeSnapshots: async () => {
      await removeSnapshots(folder);
      return undefined;
    },
    clear: async () => {
      index.stop();
      index = createIndex();
      await removeSnapshots(folder);
      return index.state;
    },
    close: () => { index.stop(); },
  };
}

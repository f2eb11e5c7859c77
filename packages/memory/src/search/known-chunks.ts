import type { AdjacentChunks, ChunkView } from '@ltmc/contracts';
import { createRecentItems } from './recent-items.js';

/**
 * What searches read of chunks lately. A chunk never changes, but it may be gone, and others may have come between it and its neighbours: each search asks the
 * record which chunks are there and what stands beside them, and takes from here only what it need not read again.
 */
export interface KnownChunks {
  /** Views by vector id: those known, and of the others those that `read` gives. */
  views(ids: readonly number[], read: (unknown: readonly number[]) => Promise<readonly ChunkView[]>): Promise<ReadonlyMap<number, ChunkView>>;
  /** What stood beside these when they were last met: a guess at what stands there now. Undefined where any of them has not been met. */
  likelyBeside(ids: readonly number[]): ReadonlySet<number> | undefined;
  remember(adjacent: readonly AdjacentChunks[]): void;
  /** Forgets all of it; after a purge. */
  clear(): void;
}

export interface KnownChunksOptions {
  /** Room for texts, bytes. Default 16 MiB: some forty thousand turns of conversation. */
  readonly maxBytes?: number;
}

/** Ten times as many as there are texts: a pair of numbers costs little. */
const BESIDE_BYTES = 4 * 1024 * 1024;

export function createKnownChunks({ maxBytes = 16 * 1024 * 1024 }: KnownChunksOptions = {}): KnownChunks {
  const views = createRecentItems<ChunkView>({ maxBytes, sizeOf: ({ content, fileName }) => 2 * (content.length + fileName.length) });
  const beside = createRecentItems<readonly number[]>({ maxBytes: BESIDE_BYTES, sizeOf: () => 0 });
  /** Reads that began before the last `clear` keep nothing. */
  let clears = 0;
  return {
    views: async (ids, read) => {
      const found = new Map<number, ChunkView>();
      const unknown: number[] = [];
      for (const id of ids) {
        const view = views.get(id);
        if (view) found.set(id, view);
        else unknown.push(id);
      }
      if (unknown.length === 0) return found;
      const before = clears;
      for (const view of await read(unknown)) {
        found.set(view.vectorId, view);
        if (clears === before) views.add(view.vectorId, view);
      }
      return found;
    },
    likelyBeside: (ids) => {
      const all = ids.map((id) => beside.get(id));
      return all.includes(undefined) ? undefined : new Set(all.flatMap((some = []) => some));
    },
    remember: (adjacent) => {
      for (const { vectorId, before, after } of adjacent) beside.add(vectorId, [before, after].filter((id) => id !== undefined));
    },
    clear: () => {
      clears += 1;
      views.clear();
      beside.clear();
    },
  };
}

import type { CallContext, ChunkView, Clock, RecordKind, RecordStore } from '@ltmc/contracts';
import type { BufferItem, KeptItem } from './types.js';

/** Where the texts of chunks are read, so that the buffer never has a copy that outlives them. */
export type ChunkReader = Pick<RecordStore, 'readChunks'>;

/** Of what passages are shown by the ids of their chunks. */
const KINDS: readonly RecordKind[] = ['memory', 'message'];

/** Joins what is kept to the record as it is at this moment. */
export type JoinChunks = (context: CallContext, items: readonly KeptItem[]) => Promise<readonly BufferItem[]>;

/** @param chunks - undefined: texts of chunks are not told, and none is called gone. */
export function createJoinChunks(chunks: ChunkReader | undefined, clock: Clock): JoinChunks {
  const read = async ({ namespace }: CallContext, chunkIds: readonly number[]): Promise<readonly ChunkView[]> =>
    chunks && chunkIds.length > 0 ? chunks.readChunks({ chunkIds }, { namespace, kinds: KINDS, validAtMs: clock.nowMs() }) : [];
  return async (context, items) => {
    const views = await read(context, items.flatMap(({ chunkId }) => chunkId ?? []));
    const texts = new Map(views.map(({ chunkId, content }) => [chunkId, content]));
    return items.map((item) => {
      if (item.chunkId === null) return { ...item, gone: false };
      const content = texts.get(item.chunkId) ?? null;
      return { ...item, content, gone: chunks !== undefined && content === null };
    });
  };
}

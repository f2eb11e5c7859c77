import type { CallContext } from '@ltmc/contracts';

/** The windows of popularity. */
export type PopularityWindow = '1h' | '4h' | '24h';

/** A chunk of the record, or a text that is nowhere else. */
export type BufferInput = {
  /** 1 to 256 characters. Default: the agent of the call. */
  readonly agentId?: string;
  /** For how long it is kept, seconds, 1 to 604,800 (7 days). Default 3,600. Put again, it is kept for the longer of both times. */
  readonly ttlSeconds?: number;
} & ({ readonly chunkId: number; readonly content?: never } | { readonly content: string; readonly chunkId?: never });

/** What is kept of an item. */
export interface KeptItem {
  /** `chunk:{chunk_id}`, or `text:` and a hash of the text: the same thing has the same id, whoever puts it. */
  readonly itemId: string;
  readonly chunkId: number | null;
  /** The text that was put; null for a chunk, whose text is the record's to keep. */
  readonly content: string | null;
  /** Who put it, in order of their ids. */
  readonly agents: readonly string[];
  /** Unix epoch milliseconds. */
  readonly expiresAtMs: number;
}

/** What is in the buffer, joined to the record as it was when the answer was made. */
export interface BufferItem extends KeptItem {
  /** The text that was put, or that of the chunk; null for a chunk that is gone, and where the service was given no `chunks`. */
  readonly content: string | null;
  /** The record does not have the chunk any more: forgotten, replaced, expired; or never had it. */
  readonly gone: boolean;
}

export interface PopularItem {
  readonly itemId: string;
  readonly chunkId: number | null;
  /** In the window; by one agent at most one in 5 minutes. */
  readonly uses: number;
}

export interface BufferStatistics {
  /** In the buffer now. */
  readonly items: number;
  /** Different items used, at most 1,000 counted, and the uses of them. */
  readonly windows: Readonly<Record<PopularityWindow, { readonly items: number; readonly uses: number }>>;
  /** Of `get` since the start of this process, in this namespace. */
  readonly hits: number;
  readonly misses: number;
}

/**
 * The chunks that agents work on now, where the others can see them, and how often each is used.
 *
 * A text takes at most 256 KiB with its wrapping (`LTMC_CONTENT_TOO_LARGE`). Of one agent the newest 1,000 are listed.
 */
export interface SharedChunkBufferService {
  /** Counts as a use. @throws LtmcError `LTMC_INVALID_INPUT`, `LTMC_CONTENT_EMPTY`, `LTMC_CONTENT_TOO_LARGE`, `LTMC_NOT_OWNER`, and what the record says. */
  put(context: CallContext, input: BufferInput): Promise<BufferItem>;
  /** Counts as a use. Undefined: it is not in the buffer, or not any more. @throws LtmcError what the record says. */
  get(context: CallContext, which: { readonly itemId: string } | { readonly chunkId: number }): Promise<BufferItem | undefined>;
  /** What one agent put, newest first. @throws LtmcError `LTMC_INVALID_INPUT`, and what the record says. */
  list(context: CallContext, input?: { readonly agentId?: string }): Promise<readonly BufferItem[]>;
  /** The most used first. `limit` 1 to 1,000, default 20; `window` default `1h`. */
  popular(context: CallContext, options?: { readonly window?: PopularityWindow; readonly limit?: number }): Promise<readonly PopularItem[]>;
  stats(context: CallContext): Promise<BufferStatistics>;
  /** For the search: these chunks were given to somebody. Costs no I/O here, is counted within a second or so, and is dropped where it cannot be. Never throws. */
  noteUse(context: CallContext, chunkIds: readonly number[]): void;
  /** For the search: the chunks used most, to have them ready. At most 30 s old, empty where the store is away. Never rejects. */
  popularChunks(context: CallContext, options?: { readonly window?: PopularityWindow; readonly limit?: number }): Promise<readonly number[]>;
  /** How many are in the buffer. */
  count(context: CallContext): Promise<number>;
}

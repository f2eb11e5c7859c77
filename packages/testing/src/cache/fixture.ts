import { setTimeout as sleep } from 'node:timers/promises';
import type { CacheStore } from '@ltmc/contracts';

/** Two ways into one fresh, empty place; the same object twice where a cache reaches no further than it. Values of 64 KiB must fit, of 2 MiB must not. */
export type OpenCacheStores = () => Promise<readonly [CacheStore, CacheStore]>;

/** Short enough to wait for, long enough to be there when it is read at once. */
export const SHORT_MS = 150;

/** The stores of a test, closed when it ends. */
export async function using(open: OpenCacheStores, test: (first: CacheStore, second: CacheStore) => Promise<void>): Promise<void> {
  const [first, second] = await open();
  await using _first = first;
  await using _second = second;
  await test(first, second);
}

/** Asks until the answer is there. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(5);
}

export async function sortedKeys(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found.toSorted();
}

/** A promise to be settled by hand. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => { open = resolve; });
  return { passed, open: () => open() };
}

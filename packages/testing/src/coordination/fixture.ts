import { setTimeout as sleep } from 'node:timers/promises';
import type { CoordinationSpace, CoordinationStore, LockGrant, LockOutcome, LockRequest, StreamEvent } from '@ltmc/contracts';

/** Two ways into one fresh, empty place. */
export type OpenCoordination = () => Promise<readonly [CoordinationStore, CoordinationStore]>;

/** Short enough to wait for, long enough to be there when it is read at once. */
export const SHORT_MS = 60;
/** Longer than any test. */
export const LONG_MS = 60_000;

/** Where the tests of a suite run: most of them in a namespace of their own of one pair of stores, since opening is slow. */
export interface Place {
  readonly open: OpenCoordination;
  /** A fresh namespace, reached through either store. */
  spaces(): Promise<readonly [CoordinationSpace, CoordinationSpace]>;
  close(): Promise<void>;
}

export function createPlace(open: OpenCoordination): Place {
  let opened: ReturnType<OpenCoordination> | undefined;
  let count = 0;
  return {
    open,
    spaces: async () => {
      const [first, second] = await (opened ??= open());
      const namespace = `tenant ${count += 1}`;
      return [first.space(namespace), second.space(namespace)];
    },
    close: async () => { for (const store of (await opened) ?? []) await store.close(); },
  };
}

/** Fresh stores, closed when the test ends. */
export async function usingStores({ open }: Place, test: (first: CoordinationStore, second: CoordinationStore) => Promise<void>): Promise<void> {
  const [first, second] = await open();
  await using _first = first;
  await using _second = second;
  await test(first, second);
}

/** A fresh namespace, reached through either store. */
export async function using(place: Place, test: (first: CoordinationSpace, second: CoordinationSpace) => Promise<void>): Promise<void> {
  await test(...(await place.spaces()));
}

/** Asks until the answer is there. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(3);
}

/** Grants in outcomes, or a failure that says who holds the lock. */
export function expectGranted(outcome: LockOutcome): LockGrant {
  if (!outcome.granted) throw new Error(`the lock was expected to be free, but: ${JSON.stringify(outcome)}`);
  return outcome.grant;
}

export function expectRefused(outcome: LockOutcome): Extract<LockOutcome, { granted: false }> {
  if (outcome.granted) throw new Error('the lock was expected to be refused');
  return outcome;
}

export const exclusive = (owner: string, more: Partial<LockRequest> = {}): LockRequest => ({ owner, mode: 'exclusive', ttlMs: LONG_MS, ...more });
export const shared = (owner: string, more: Partial<LockRequest> = {}): LockRequest => ({ ...exclusive(owner, more), mode: 'shared' });

export const sequences = (events: readonly StreamEvent[]): number[] => events.map(({ sequence }) => sequence);

/** Whole numbers from 1 to `count`. */
export const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Ids that drivers could take for something else: all of them are just ids. */
export const ODD_IDS = ['a', 'A', 'a ', ' a', 'a:b', '{a}', '*', '?', '[a]', '%', '_', "x'; DROP TABLE state; --", '"', '\\', 'ä', 'a\u0308', '😀', '__proto__', 'constructor', '0', '-1', 'n'.repeat(512)];

/** What is no id. */
export const WRONG_IDS: readonly (readonly [string, string])[] = [
  ['an empty id', ''],
  ['an id that is too long', 'n'.repeat(513)],
  ['half a surrogate pair', 'a\uD800'],
  ['a control character', 'a\nb'],
  ['a zero', 'a\0b'],
  ['a control character of Latin-1', 'a\u0085b'],
];

import type { RecordStore } from '@ltmc/contracts';

/** Chunks that a search waits for at most: a longer queue is work in the background, which nobody expects to find at once. */
const FEW = 32;
/** How long a search waits for them once its own query is embedded: as long as a full `FEW` of notes takes on two cores. */
const WAIT_MS = 500;

/**
 * Resolves when the chunks of the namespace that wait for their embedding now have it, by whatever process. At once when the whole queue is longer than
 * 32 chunks or embedding fails, and at the latest 500 ms after `query`, the search's own embedding, is settled. A chunk that was waited for in vain is not
 * waited for again. Rejects as the record does.
 * @returns whether there was anything to wait for: what was read of the record meanwhile is then to be read again.
 */
export type FewWait = (namespace: string, query: Promise<unknown>, signal?: AbortSignal) => Promise<boolean>;

export interface FewWaitParts {
  readonly record: Pick<RecordStore, 'peekPending'>;
  /** Sets the queue to work. */
  nudge(): void;
  /** Resolves when something was embedded, or when another process may have done it. */
  nextProgress(signal: AbortSignal | undefined): Promise<void>;
  /** Whether nothing is being embedded by this process now. */
  isAway(): boolean;
}

export function createFewWait({ record, nudge, nextProgress, isAway }: FewWaitParts): FewWait {
  /** Claimed by a process that is dead or slow, or refused by the model again and again. */
  const inVain = new Set<number>();

  const waitingIn = async (namespace: string): Promise<readonly number[]> => {
    const { chunks, ownChunkIds } = await record.peekPending(namespace, FEW + 1);
    if (chunks === 0) inVain.clear();
    return chunks > FEW ? [] : ownChunkIds;
  };

  return async (namespace, query, signal) => {
    let left = (await waitingIn(namespace)).filter((chunkId) => !inVain.has(chunkId));
    if (left.length === 0) return false;
    nudge();
    let untilMs = Number.POSITIVE_INFINITY;
    const begin = (): void => {
      untilMs = performance.now() + WAIT_MS;
    };
    query.then(begin, begin);
    while (left.length > 0) {
      if (isAway() || signal?.aborted === true) return true;
      if (performance.now() >= untilMs) {
        for (const chunkId of left) inVain.add(chunkId);
        return true;
      }
      await nextProgress(signal);
      const waiting = new Set(await waitingIn(namespace));
      left = left.filter((chunkId) => waiting.has(chunkId));
    }
    return true;
  };
}

import type { RedisListener } from '@ltmc/redis-connection';

/** Waits for hints that something has changed; looks every now and then all the same, since hints may get lost. */
export interface Hints {
  /** @param channel - the key of what changes. */
  watch(channel: string): Watch;
  /** Ends all waits. */
  close(): void;
}

/** One who waits for changes of one thing, from the time it is made until it is disposed of. */
export interface Watch extends Disposable {
  /** Forgets hints so far: what they tell is seen by whoever looks after this. */
  rearm(): void;
  /** Resolves at a hint since `rearm`, when it is time to look without one, after `waitMs`, when `signal` is aborted, and at the end of all waits. */
  next(options: { readonly waitMs: number; readonly signal?: AbortSignal }): Promise<void>;
  readonly closed: boolean;
}

/** How often to look without a hint, milliseconds: where hints arrive, and where they do not. */
const LOOK_EVERY_MS = { hearing: 2000, deaf: 50 };

/** @param listener - closed with it. */
export function createHints(listener: RedisListener): Hints {
  const ending = new AbortController();
  return {
    watch: (channel) => {
      let hinted = false;
      let wake: () => void = () => undefined;
      const stopListening = listener.listen(channel, () => {
        hinted = true;
        wake();
      });
      return {
        rearm: () => { hinted = false; },
        next: ({ waitMs, signal }) => new Promise((resolve) => {
          if (hinted || signal?.aborted || ending.signal.aborted) return resolve();
          const lookAfterMs = listener.hears(channel) ? LOOK_EVERY_MS.hearing : LOOK_EVERY_MS.deaf;
          const timer = setTimeout(() => wake(), Math.min(waitMs, lookAfterMs));
          wake = () => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', wake);
            ending.signal.removeEventListener('abort', wake);
            resolve();
          };
          signal?.addEventListener('abort', wake);
          ending.signal.addEventListener('abort', wake);
        }),
        get closed() { return ending.signal.aborted; },
        [Symbol.dispose]: stopListening,
      };
    },
    close: () => {
      ending.abort();
      listener.close();
    },
  };
}

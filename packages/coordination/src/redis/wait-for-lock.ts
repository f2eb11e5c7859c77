import type { Watch } from './hints.js';

/** As far as a wait is concerned. */
export interface LockView {
  /** Another text once a holder or somebody in the queue is gone. */
  readonly seen: string;
  /** In how many milliseconds the next of them runs out, -1 if nobody does. */
  readonly nextEndMs: number;
}

/** What {@link waitForLock} needs. */
export interface LockWait {
  readonly read: () => Promise<LockView>;
  readonly watch: Watch;
  readonly waitMs: number;
  /** Default: as the lock is now. */
  readonly since?: string;
  readonly signal?: AbortSignal;
}

/** Resolves when the lock is another than `since`, at the latest after `waitMs`, and whenever it cannot be read. */
export async function waitForLock({ read, watch, waitMs, since, signal }: LockWait): Promise<void> {
  using _ends = watch;
  const endMs = performance.now() + waitMs;
  const look = (): Promise<LockView | undefined> => read().catch(() => undefined); // whoever asks for the lock next hears what is wrong
  let known = since;
  for (;;) {
    watch.rearm();
    const view = await look();
    const leftMs = endMs - performance.now();
    known ??= view?.seen;
    if (!view || view.seen !== known || leftMs <= 0 || signal?.aborted || watch.closed) return;
    // One more, since the answer was under way for a while and an end counts from the millisecond behind it.
    const nextEndMs = view.nextEndMs < 0 ? Infinity : view.nextEndMs + 1;
    await watch.next({ waitMs: Math.min(leftMs, nextEndMs), ...(signal && { signal }) });
  }
}

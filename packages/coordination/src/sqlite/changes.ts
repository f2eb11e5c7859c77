import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks for changes by other processes, milliseconds. Each costs about 20 microseconds, and only while somebody waits. */
const LOOK_EVERY_MS = 3;

/** One wait for a change. It counts from the moment it was made: look at what is waited for after that, not before. */
export interface Watch {
  /**
   * Resolves when something may have changed, after `waitMs`, when `signal` is aborted, or when all waits are ended.
   * @returns whether it may have changed.
   */
  next(waitMs: number, signal?: AbortSignal): Promise<boolean>;
  /** Has to be called in the end; the looking goes on until then. */
  stop(): void;
}

/** Tells of changes: those of this process at once and by topic, those of others as soon as they are seen, whatever they are of. */
export interface Changes {
  watch(topic: string): Watch;
  /** Something of the topic was changed by this process. */
  tell(topic: string): void;
  /** Ends all waits, also later ones. */
  end(): void;
}

interface Watcher {
  readonly topic: string;
  changed: boolean;
  wake: () => void;
}

/** @param readVersion - a number that is another one once another process has written. */
export function createChanges(readVersion: () => Promise<number>): Changes {
  const watchers = new Set<Watcher>();
  const ending = new AbortController();
  let looking = false;

  const wake = (of: (watcher: Watcher) => boolean): void => {
    for (const watcher of watchers) {
      if (!of(watcher)) continue;
      watcher.changed = true;
      watcher.wake();
    }
  };
  /** What cannot be read wakes too: who waits then asks for itself, and learns why. */
  const look = async (): Promise<void> => {
    looking = true;
    let version: number | undefined;
    while (watchers.size > 0 && !ending.signal.aborted) {
      const found = await readVersion().catch(() => undefined);
      if (found === undefined || (version !== undefined && found !== version)) wake(() => true);
      version = found ?? version;
      await sleep(LOOK_EVERY_MS);
    }
    looking = false;
  };
  return {
    watch: (topic) => {
      const watcher: Watcher = { topic, changed: false, wake: () => undefined };
      watchers.add(watcher);
      if (!looking) void look();
      return {
        next: (waitMs, signal) => waitFor(watcher, waitMs, signal && !ending.signal.aborted ? signal : ending.signal),
        stop: () => { watchers.delete(watcher); },
      };
    },
    tell: (topic) => wake((watcher) => watcher.topic === topic),
    end: () => {
      ending.abort();
      wake(() => true);
    },
  };
}

async function waitFor(watcher: Watcher, waitMs: number, signal: AbortSignal): Promise<boolean> {
  if (!watcher.changed && !signal.aborted && waitMs > 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, waitMs);
      function wake(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      }
      signal.addEventListener('abort', wake);
      watcher.wake = wake;
    });
    watcher.wake = () => undefined;
  }
  const { changed } = watcher;
  watcher.changed = false;
  return changed;
}

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectToServer } from './find-server.js';
import type { RedisConnectionSettings } from './connection-options.js';
import { watchLink, type WatchedLink } from './watch-link.js';

/** What happens to a connection that is kept. */
export interface KeepOptions {
  readonly settings: RedisConnectionSettings;
  /** Aborting ends the connection and the keeping. */
  readonly signal: AbortSignal;
  readonly onUp: (link: WatchedLink) => void;
  /** At each failed attempt, and when a connection has ended. */
  readonly onDown: (cause: unknown) => void;
  /** At each sign of life that was asked for. */
  readonly onAnswer: () => void;
}

const FIRST_PAUSE_MS = 50;

/** Connects, and connects again whenever it ends, with pauses that double and are drawn at random so that many clients do not come at once. */
export async function keepConnected({ settings, signal, onUp, onDown, onAnswer }: KeepOptions): Promise<void> {
  const aborted = once(signal, 'abort');
  let failures = 0;
  while (!signal.aborted) {
    try {
      const link = watchLink(await connectToServer(settings), { frozenAfterMs: settings.frozenAfterMs, onAnswer });
      failures = 0;
      if (!signal.aborted) onUp(link);
      const cause = await Promise.race([link.ended, aborted]);
      onDown(cause);
      link.destroy();
    } catch (error) {
      onDown(error);
    }
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, settings.maxReconnectDelayMs), signal);
    failures += 1;
  }
}

/** Half to all of the time; ends at once, and keeps no process alive. */
async function pause(atMostMs: number, signal: AbortSignal): Promise<void> {
  await sleep(atMostMs * (0.5 + Math.random() / 2), undefined, { signal, ref: false }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

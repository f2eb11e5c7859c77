import type { RedisConnectionSettings } from './connection-options.js';
import { failuresOf } from './failure.js';
import { keepConnected } from './keep-connected.js';
import type { RedisSpeaker } from './speaker.js';
import type { WatchedLink } from './watch-link.js';

/** Hears messages on channels: hints that something has changed, of which any may get lost. */
export interface RedisListener {
  /**
   * Calls `onHint` at each message of the channel, and whenever one may have been missed. The first call opens the connection.
   * @returns ends it.
   */
  listen(channel: string, onHint: () => void): () => void;
  /** Whether messages of the channel arrive at present; where they do not, look by yourself. */
  hears(channel: string): boolean;
  /** Idempotent. */
  close(): void;
}

/** For so long a channel is listened to after its last user has left, milliseconds: whoever waits again and again costs no command. */
const LINGER_MS = 10_000;

/** A connection of its own for messages, made when it is first needed and made anew whenever it ends. Its timers keep no process alive. */
export function createListener(settings: RedisConnectionSettings, speaker: RedisSpeaker): RedisListener {
  const { logger } = settings;
  const { whyOf } = failuresOf(speaker);
  const stop = new AbortController();
  const wanted = new Map<string, Set<() => void>>();
  const heard = new Set<string>();
  let link: WatchedLink | undefined;
  let started = false;
  /** One command after the other, since node-redis mixes up those for the same channel. */
  let last: Promise<void> = Promise.resolve();

  const hint = (channel: string): void => {
    for (const onHint of wanted.get(channel) ?? []) onHint();
  };
  const settle = async (channel: string): Promise<void> => {
    const current = link;
    const wants = (wanted.get(channel)?.size ?? 0) > 0;
    if (!wants) wanted.delete(channel);
    if (!current || wants === heard.has(channel)) return;
    try {
      if (!wants) {
        heard.delete(channel);
        await current.unsubscribe(channel);
      } else {
        await current.subscribe(channel, () => hint(channel));
        if (current !== link) return;
        heard.add(channel);
        hint(channel); // what came before was missed
      }
    } catch (error) {
      logger.debug(`${speaker.logName}: no messages from Redis, looking every now and then instead`, { why: whyOf(error) });
    }
  };
  const arrange = (channel: string): void => { last = last.then(() => settle(channel)); };
  const start = (): void => {
    started = true;
    void keepConnected({
      settings,
      signal: stop.signal,
      onAnswer: () => undefined,
      onUp: (opened) => {
        link = opened;
        for (const channel of wanted.keys()) arrange(channel);
      },
      onDown: () => {
        link = undefined;
        heard.clear();
        for (const channel of wanted.keys()) hint(channel);
      },
    });
  };
  return {
    listen: (channel, onHint) => {
      if (!started && !stop.signal.aborted) start();
      const hints = wanted.get(channel) ?? new Set();
      wanted.set(channel, hints.add(onHint));
      arrange(channel);
      return () => {
        hints.delete(onHint);
        if (hints.size === 0) setTimeout(arrange, LINGER_MS, channel).unref();
      };
    },
    hears: (channel) => heard.has(channel),
    close: () => {
      stop.abort();
      link?.destroy();
      link = undefined;
      heard.clear();
    },
  };
}

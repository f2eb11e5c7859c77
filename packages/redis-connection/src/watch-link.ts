import { DeadlinePassed } from './deadline.js';
import type { RedisLink } from './redis-link.js';

/** How often an open connection is asked for a sign of life, milliseconds. */
const PING_EVERY_MS = 250;

/** A connection under watch. */
export interface WatchedLink extends RedisLink {
  /** Asks for a sign of life now, unless one is awaited already. */
  probe(): void;
  /** Ends it for a reason that an answer gave. */
  end(cause: unknown): void;
}

/**
 * Ends a connection whose server falls silent: a frozen one keeps it open for ever. Noticed at most 250 ms and `frozenAfterMs` after the last
 * sign of life, with or without traffic. Its timers keep no process alive.
 * @param onAnswer - called at each answer to such a question.
 */
export function watchLink(link: RedisLink, { frozenAfterMs, onAnswer }: { readonly frozenAfterMs: number; readonly onAnswer: () => void }): WatchedLink {
  let probing = false;
  let lastAnswerMs = performance.now();
  let patience: NodeJS.Timeout | undefined;
  let giveUp: (cause: unknown) => void = () => undefined;
  const silenced = new Promise<unknown>((resolve) => { giveUp = resolve; });

  const answered = (): void => {
    lastAnswerMs = performance.now();
    onAnswer();
  };
  /** A refusal is a sign of life too. */
  const alive = <Reply>(reply: Promise<Reply>): Promise<Reply> => reply.finally(() => { lastAnswerMs = performance.now(); });
  const judge = (): void => {
    // What has arrived while this process was busy is read before immediates run.
    setImmediate(() => {
      const leftMs = frozenAfterMs - (performance.now() - lastAnswerMs);
      if (!probing) return;
      if (leftMs <= 0) giveUp(new DeadlinePassed(frozenAfterMs));
      else patience = setTimeout(judge, leftMs).unref();
    });
  };
  const probe = (): void => {
    if (probing) return;
    probing = true;
    patience = setTimeout(judge, frozenAfterMs).unref();
    link.send(['PING']).then(answered, answered).finally(() => {
      probing = false;
      clearTimeout(patience);
    });
  };
  const heartbeat = setInterval(probe, PING_EVERY_MS).unref();
  return {
    send: (args) => alive(link.send(args)),
    sendAll: (commands) => alive(link.sendAll(commands)),
    subscribe: (channel, onMessage) => alive(link.subscribe(channel, onMessage)),
    unsubscribe: (channel) => alive(link.unsubscribe(channel)),
    ended: Promise.race([link.ended, silenced]),
    probe,
    end: giveUp,
    destroy: () => {
      clearInterval(heartbeat);
      clearTimeout(patience);
      probing = false;
      link.destroy();
    },
  };
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreClosedError, type LtmcError } from '@ltmc/contracts';
import { createBreaker } from './breaker.js';
import type { RedisConnectionSettings } from './connection-options.js';
import { DeadlinePassed, withDeadline } from './deadline.js';
import { endsConnection, failuresOf } from './failure.js';
import { keepConnected } from './keep-connected.js';
import type { RedisArgument } from './redis-link.js';
import type { RedisSpeaker } from './speaker.js';
import type { WatchedLink } from './watch-link.js';

/** A connection that is made anew whenever it ends, with calls that never wait for it. */
export interface RedisConnection {
  /** Ends with the first attempt to connect; undefined when it succeeded. */
  readonly firstAttempt: Promise<LtmcError | undefined>;
  /**
   * One command. Refused at once while there is no connection, while the server does not answer, or when too many wait.
   * @throws LtmcError of the speaker's code, or `LTMC_STORE_CLOSED`; `DeadlinePassed`; what Redis says when it refuses: `failuresOf` puts them into words.
   */
  send(args: readonly RedisArgument[], timeoutMs: number): Promise<unknown>;
  /**
   * Several commands in one round trip, not as a transaction. The answers are in their order, with an Error in the place of each that Redis refused.
   * Rejects as `send` does where there is no answer; some may be done then.
   */
  sendAll(commands: readonly (readonly RedisArgument[])[], timeoutMs: number): Promise<readonly unknown[]>;
  /** Waits for the calls under way, which have their deadlines, and for no server. */
  close(): Promise<void>;
}

/** So many deadlines in a row without an answer: calls are refused until one comes. */
const BREAKER_MISSES = 3;

/** Connects in the background. Its timers keep no process alive. */
export function createConnection(settings: RedisConnectionSettings, speaker: RedisSpeaker): RedisConnection {
  const { store, logName } = speaker;
  const { unavailable, whyOf } = failuresOf(speaker);
  const { logger, maxPending, target: { host, port } } = settings;
  const stop = new AbortController();
  const underway = new Set<Promise<unknown>>();
  let link: WatchedLink | undefined;
  let why = 'there is no connection yet';
  let waiting = 0; // commands that Redis has not answered, those whose deadline passed among them
  let closed = false;
  const breaker = createBreaker({ misses: BREAKER_MISSES, onOpen: () => link?.probe() });

  const usableLink = (): WatchedLink => {
    if (closed) throw new StoreClosedError(store);
    if (!link) throw unavailable(why);
    if (breaker.open) throw unavailable('Redis does not answer; calls are refused until it does');
    if (waiting >= maxPending) throw unavailable(`${waiting} commands wait for it already`);
    return link;
  };
  const call = async <Reply>(begin: (on: WatchedLink) => Promise<Reply>, { commands, timeoutMs }: { readonly commands: number; readonly timeoutMs: number }): Promise<Reply> => {
    const current = usableLink();
    waiting += commands;
    const answer = begin(current).finally(() => { waiting -= commands; });
    try {
      const reply = await withDeadline(timeoutMs, () => answer);
      breaker.answered();
      return reply;
    } catch (error) {
      if (error instanceof DeadlinePassed) {
        breaker.missed();
        answer.then(breaker.answered, () => undefined); // late is an answer too; a late failure concerns nobody
      } else if (endsConnection(error)) current.end(error);
      throw error;
    }
  };
  /** Known to `close` until it has ended. */
  const tracked = <Reply>(reply: Promise<Reply>): Promise<Reply> => {
    underway.add(reply);
    const forget = (): void => { underway.delete(reply); };
    reply.then(forget, forget);
    return reply;
  };

  const { promise: firstAttempt, resolve: endFirstAttempt } = resolvable<LtmcError | undefined>();
  void keepConnected({
    settings,
    signal: stop.signal,
    onAnswer: breaker.answered,
    onUp: (opened) => {
      link = opened;
      why = '';
      breaker.answered();
      endFirstAttempt(undefined);
      logger.info(`${logName}: connected to Redis`, { host, port });
    },
    onDown: (cause) => {
      link = undefined;
      const before = why;
      why = whyOf(cause);
      endFirstAttempt(unavailable(why, { cause }));
      if (why !== before && !stop.signal.aborted) logger.warn(`${logName}: no connection to Redis, trying again`, { why, host, port });
    },
  });
  return {
    firstAttempt,
    send: (args, timeoutMs) => tracked(call((on) => on.send(args), { commands: 1, timeoutMs })),
    sendAll: (commands, timeoutMs) => tracked(call(async (on) => {
      const answers = await on.sendAll(commands);
      const ending = answers.find(endsConnection);
      if (ending !== undefined) on.end(ending);
      return answers;
    }, { commands: commands.length, timeoutMs })),
    close: async () => {
      await nextTurn(); // calls of this turn are still being put together
      closed = true;
      await Promise.allSettled(underway);
      stop.abort();
      link?.destroy();
    },
  };
}

function resolvable<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => { resolve = settle; });
  return { promise, resolve };
}

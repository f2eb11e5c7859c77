import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import type { Driver } from 'neo4j-driver';

/** A driver whose sockets are known. */
export interface TrackedDriver {
  readonly driver: Driver;
  /** Whatever `work` makes the driver do happens in here. */
  use<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Aborted when it is ended: the driver itself tells nobody who still waits for an answer. */
  readonly ended: AbortSignal;
  /** Ends every connection at once. Nobody waits for it, and what the driver has to say no longer matters. */
  end(): void;
}

const CHANNEL = 'net.client.socket';

/**
 * The driver forgets a connection that waits for the server's first words: `close()` leaves it open, and with a server that has stopped in its
 * tracks it would keep the process alive. So sockets are noted when they are made (plain ones: Node does not announce those of TLS).
 */
export function trackDriver(driver: Driver): TrackedDriver {
  const inside = new AsyncLocalStorage<true>();
  const sockets = new Set<Socket>();
  const ending = new AbortController();
  const note = (message: unknown): void => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message ? message.socket : undefined;
    if (inside.getStore() !== true || !(socket instanceof Socket)) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  subscribe(CHANNEL, note);
  return {
    driver,
    ended: ending.signal,
    use: (work) => inside.run(true, work),
    end: () => {
      unsubscribe(CHANNEL, note);
      ending.abort();
      const destroy = (): void => { for (const socket of sockets) socket.destroy(); };
      driver.close().then(destroy, destroy);
    },
  };
}

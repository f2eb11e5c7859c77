import type { Logger } from '@ltmc/contracts';
import type { StdioServer } from './serve-stdio.js';

/** What {@link endProcessWith} closes, and how it tells. */
export interface EndProcessOptions {
  readonly server: StdioServer;
  /** Called first: ends the calls that would wait for others for longer than the process lasts. Default: there are none. */
  readonly endWaits?: () => void;
  /** Releases everything behind the server; called once, after the last answer. */
  readonly close: () => Promise<void>;
  readonly logger: Logger;
}

/** How long answers may still take, and after how long the process is gone whatever happens. */
interface Limits {
  readonly drainMs: number;
  readonly goneMs: number;
}

const CLIENT_LEFT: Limits = { drainMs: 1_000, goneMs: 1_600 };
const PARENT_DIED: Limits = { drainMs: 0, goneMs: 1_500 };
const SIGNALLED: Limits = { drainMs: 3_000, goneMs: 4_800 };
/** A parent killed by `kill -9` closes stdin, unless another process inherited the pipe: so its id is watched too. */
const PARENT_POLL_MS = 250;

/**
 * Ends the process, in order, as soon as nobody needs it: stdin closed, the parent died, or SIGTERM, SIGINT, SIGHUP.
 * What is not closed within the limit is killed; nothing acknowledged is lost by that, as it was committed before.
 */
export function endProcessWith({ server, endWaits = () => undefined, close, logger }: EndProcessOptions): void {
  let ending = false;
  const end = async (reason: string, { drainMs, goneMs }: Limits): Promise<void> => {
    if (ending) return;
    ending = true;
    clearInterval(parentWatch);
    // SIGKILL: process.exit() would wait for worker threads, and one inside a long native call keeps it waiting.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), goneMs);
    logger.info('stopping', { reason });
    endWaits();
    await server.close(drainMs);
    await close();
    process.exit(0);
  };
  const endOrDie = (reason: string, limits: Limits): void => {
    end(reason, limits).catch((cause: unknown) => {
      logger.error('closing failed', { cause });
      process.exit(1);
    });
  };

  const parent = process.ppid;
  const parentWatch = setInterval(() => {
    if (process.ppid !== parent) endOrDie('parent died', PARENT_DIED);
  }, PARENT_POLL_MS);
  parentWatch.unref();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => endOrDie(signal, SIGNALLED));
  void server.ended.then(() => endOrDie('client left', CLIENT_LEFT));
}

import { LtmcError, type Logger } from '@ltmc/contracts';
import { readTlsPair, type TlsPair, type TlsPaths } from './read-tls-pair.js';

/** Certificate and key of a server, followed as their files change. */
export interface TlsFiles extends AsyncDisposable {
  readonly current: TlsPair;
  /** Called with every pair that follows. */
  onChange(listener: (pair: TlsPair) => void): void;
  /** Looks at the files now. Never rejects: what cannot be used is told in the log, and the pair stays that of before. */
  reload(): Promise<void>;
  /** Idempotent. Ends following the files. */
  close(): Promise<void>;
}

export interface TlsFilesOptions extends TlsPaths {
  readonly logger: Logger;
  /** How often the files are looked at, in milliseconds. Default 30,000. */
  readonly pollMs?: number;
}

const DEFAULT_POLL_MS = 30_000;
const DAY_MS = 86_400_000;
/** Whoever renews by a program has done so by then. */
const WARN_DAYS = 14;

/** @throws LtmcError `LTMC_CONFIG_INVALID` where the files cannot be used at the start. */
export async function openTlsFiles({ certFile, keyFile, logger, pollMs = DEFAULT_POLL_MS }: TlsFilesOptions): Promise<TlsFiles> {
  const listeners = new Set<(pair: TlsPair) => void>();
  let current = await readTlsPair({ certFile, keyFile });
  let failure = '';
  let reading: Promise<void> | undefined;
  warnOfEnd(current, logger);

  const follow = async (): Promise<void> => {
    try {
      const next = await readTlsPair({ certFile, keyFile });
      failure = '';
      if (next.cert === current.cert && next.key === current.key) return;
      current = next;
      for (const listener of listeners) listener(next);
      logger.info('TLS certificate read anew', { valid_to: new Date(next.validToMs).toISOString() });
      warnOfEnd(next, logger);
    } catch (cause) {
      // Between the two files of a renewal the pair does not fit: the next look finds it whole.
      const why = LtmcError.is(cause) ? cause.message : String(cause);
      if (why !== failure) logger.error('The TLS certificate cannot be read anew; the one of before stays in use', { why });
      failure = why;
    }
  };
  const reload = (): Promise<void> => (reading ??= follow().finally(() => { reading = undefined; }));
  const timer = setInterval(() => void reload(), pollMs);
  timer.unref();

  const close = async (): Promise<void> => {
    clearInterval(timer);
    await reading;
  };
  return {
    get current() { return current; },
    onChange: (listener) => void listeners.add(listener),
    reload,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function warnOfEnd({ validToMs }: TlsPair, logger: Logger): void {
  const days = Math.floor((validToMs - Date.now()) / DAY_MS);
  if (days < 0) logger.warn('The TLS certificate has expired; clients will refuse it', { valid_to: new Date(validToMs).toISOString() });
  else if (days < WARN_DAYS) logger.warn('The TLS certificate expires soon', { days, valid_to: new Date(validToMs).toISOString() });
}

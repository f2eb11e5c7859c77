import type { Logger } from '@ltmc/contracts';
import { formatLine, LOG_LEVELS, type LogFormat, type LogLevel } from './format-line.js';
import { createSink } from './sink.js';

/** Options of {@link createLogger}. */
export interface LoggerOptions {
  /** Lines above this level are not written. Default `info`. */
  readonly level?: LogLevel;
  /** Where the lines go. Default `stderr`: under stdio, stdout belongs to the protocol. A stream stays open after `close()`. */
  readonly destination?: 'stderr' | 'stdout' | NodeJS.WritableStream;
  /** Default `line`. */
  readonly format?: LogFormat;
  /** How long the first lines wait, in milliseconds, so that loading winston does not delay the first answer. Default 250. */
  readonly loadDelayMs?: number;
}

/** A logger that has something to close. */
export interface ClosableLogger extends Logger, AsyncDisposable {
  /** Idempotent; resolves when every line has been handed to the operating system. Later lines are dropped. */
  close(): Promise<void>;
}

/**
 * A logger on winston. Returns at once: winston (75 ms of import) is loaded {@link LoggerOptions.loadDelayMs} after the first line.
 * Lines keep their order and the time they were logged at; those that wait are written with the first error, which does not wait, and when the process exits.
 *
 * Credentials and memory text are taken out by the names of their fields, credentials also out of URLs and `Bearer` texts.
 * Logging never throws; when the destination is gone the lines are lost.
 */
export function createLogger({ level = 'info', destination = 'stderr', format = 'line', loadDelayMs = 250 }: LoggerOptions = {}): ClosableLogger {
  const sink = createSink(typeof destination === 'string' ? process[destination] : destination, loadDelayMs);
  const loudest = LOG_LEVELS.indexOf(level);
  const logAt = (lineLevel: LogLevel): Logger[LogLevel] =>
    LOG_LEVELS.indexOf(lineLevel) > loudest
      ? () => undefined
      : (message, fields = {}) => sink.write(lineLevel, formatLine({ level: lineLevel, message, fields, atMs: Date.now() }, format));
  return {
    error: logAt('error'),
    warn: logAt('warn'),
    info: logAt('info'),
    debug: logAt('debug'),
    close: sink.close,
    [Symbol.asyncDispose]: sink.close,
  };
}

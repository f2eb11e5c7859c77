import type { Logger as WinstonLogger } from 'winston';
import { LOG_LEVELS, type LogLevel } from './format-line.js';

/** Takes finished lines to a stream, in order. */
export interface Sink {
  /** @param line - without its end. */
  write(level: LogLevel, line: string): void;
  /** Idempotent; resolves when the stream has taken every line. */
  close(): Promise<void>;
}

type Write = Sink['write'];

/**
 * Lines wait here until winston is loaded, which begins `loadDelayMs` after the first line. An error waits for nothing, and takes what waits along: a process
 * in trouble may be killed before winston is there.
 */
export function createSink(stream: NodeJS.WritableStream, loadDelayMs: number): Sink {
  const waiting: Parameters<Write>[] = [];
  let winston: WinstonLogger | undefined;
  let loading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const writeDirectly: Write = (_level, line) => { stream.write(`${line}\n`); };
  const writeWaiting = (): void => {
    for (const [level, line] of waiting.splice(0)) writeDirectly(level, line);
  };
  const load = async (): Promise<void> => {
    clearTimeout(timer);
    try {
      const logger = await openWinston(stream);
      winston = logger;
      write = (level, line) => { logger.log(level, line); };
      for (const [level, line] of waiting.splice(0)) write(level, line);
    } catch (cause) {
      write = writeDirectly;
      writeWaiting();
      write('error', `winston cannot be loaded, so log lines are written without it: ${String(cause)}`);
    }
  };
  const startLoading = (): void => { loading ??= load(); };
  let write: Write = (level, line) => {
    waiting.push([level, line]);
    timer ??= setTimeout(startLoading, loadDelayMs).unref();
    if (level === 'error') writeWaiting();
  };

  // A reader that went away (EPIPE) must not take the server down, and there is nowhere left to report it to.
  const ignoreLostReader = (): void => undefined;
  stream.on('error', ignoreLostReader);
  process.on('exit', writeWaiting);

  const shut = async (): Promise<void> => {
    clearTimeout(timer);
    await loading;
    writeWaiting();
    if (winston !== undefined) await endOf(winston);
    await new Promise<void>((resolve) => { stream.write('', () => { resolve(); }); });
    process.off('exit', writeWaiting);
    stream.off('error', ignoreLostReader);
  };

  return {
    write: (level, line) => {
      if (closing === undefined) write(level, line);
    },
    close: () => (closing ??= shut()),
  };
}

/** The lines come formatted, so winston's part is to carry them. */
async function openWinston(stream: NodeJS.WritableStream): Promise<WinstonLogger> {
  const { createLogger, format, transports } = await import('winston');
  return createLogger({
    level: 'debug',
    levels: Object.fromEntries(LOG_LEVELS.map((level, index) => [level, index])),
    format: format.printf(({ message }) => String(message)),
    transports: [new transports.Stream({ stream, eol: '\n' })],
    exitOnError: false,
  });
}

async function endOf(logger: WinstonLogger): Promise<void> {
  const finished = new Promise<void>((resolve) => { logger.once('finish', () => { resolve(); }); });
  logger.end();
  await finished;
}

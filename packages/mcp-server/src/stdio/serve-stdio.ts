import type { Readable, Writable } from 'node:stream';
import { serveStdio as serveSdkStdio } from '@modelcontextprotocol/server/stdio';
import type { McpServerOptions } from '../options.js';
import { createMcpServerFactory } from '../server-factory.js';
import { reserveStdout } from './reserve-stdout.js';
import { createStdioTransport } from './transport.js';

/** Beside what every MCP face needs. */
export interface StdioServerOptions extends McpServerOptions {
  /** Default: stdin of the process. */
  readonly input?: Readable;
  /** Default: stdout of the process, which is then kept for the protocol; whatever else is printed goes to stderr. */
  readonly output?: Writable;
  /** Longest message that is read, in bytes. Default 16 MiB. */
  readonly maxMessageBytes?: number;
  /** Called once, right after the first answer has been written: the moment to load what is heavy. */
  readonly onFirstAnswer?: () => void;
}

/** One conversation over stdio. */
export interface StdioServer extends AsyncDisposable {
  /** Resolves when the client has ended the conversation. Nothing is closed by that alone. */
  readonly ended: Promise<void>;
  /**
   * Idempotent. Stops reading, answers what was asked, then aborts the calls that are left.
   * @param drainMs - how long the answers may take. Default 0.
   */
  close(drainMs?: number): Promise<void>;
}

const DEFAULT_MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Serves MCP, both protocol eras, to the one client at the other end of stdin and stdout. */
export function serveStdio(options: StdioServerOptions): StdioServer {
  const { logger, input = process.stdin, output = reserveStdout() } = options;
  const { maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES, onFirstAnswer = () => undefined } = options;
  let onEnd: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const transport = createStdioTransport({ input, output, maxMessageBytes, onEnd, onFirstAnswer });
  const onerror = (cause: Error): void => logger.debug('mcp stdio', { cause: cause.message });
  const handle = serveSdkStdio(createMcpServerFactory(options), { transport, onerror });

  let closing: Promise<void> | undefined;
  const shutDown = async (drainMs: number): Promise<void> => {
    transport.stopReading();
    if (drainMs > 0) await transport.whenAnswered(drainMs);
    await handle.close();
    await transport.flush();
  };
  const close = (drainMs = 0): Promise<void> => (closing ??= shutDown(drainMs));
  return { ended, close, [Symbol.asyncDispose]: () => close() };
}

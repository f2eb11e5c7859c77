import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, MessageExtraInfo, RequestId, Transport } from '@modelcontextprotocol/server';
import { createMessageReader, isUnreadable, type UnreadableMessage } from './message-reader.js';

/** Streams and observers of a {@link StdioTransport}. */
export interface StdioTransportOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Longest message that is read, in bytes. */
  readonly maxMessageBytes: number;
  /** The client ended the conversation: its end of a stream is closed. Called once. */
  readonly onEnd: () => void;
  /** Called once, when the first answer has been written. */
  readonly onFirstAnswer: () => void;
}

/** An MCP transport over two streams that knows which requests still wait for their answer. */
export interface StdioTransport extends Transport {
  /** Stops reading; requests that were read are still answered. */
  stopReading(): void;
  /** Resolves when every request read so far is answered or cancelled, or after `timeoutMs`. */
  whenAnswered(timeoutMs: number): Promise<void>;
  /** Resolves when all that was sent has left the process. */
  flush(): Promise<void>;
}

/** The end of the input does not close the transport, so that requests read before it can still be answered. */
export function createStdioTransport({ input, output, maxMessageBytes, onEnd, onFirstAnswer }: StdioTransportOptions): StdioTransport {
  const reader = createMessageReader(maxMessageBytes);
  const waiting = new Set<RequestId>();
  let idle: (() => void) | undefined;
  let ended = false;
  let answered = false;
  let closed = false;
  let lastWrite: Promise<void> = Promise.resolve();

  const end = (): void => {
    if (ended) return;
    ended = true;
    onEnd();
  };
  const settle = (id: RequestId | undefined): void => {
    if (id !== undefined && waiting.delete(id) && waiting.size === 0) idle?.();
  };
  const write = (message: object): Promise<void> =>
    (lastWrite = new Promise((resolve, reject) => {
      output.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
    }));
  const refuse = ({ id, code, message }: UnreadableMessage): void => {
    write({ jsonrpc: '2.0', id, error: { code, message } }).catch(end);
  };
  const receive = (message: JSONRPCMessage): void => {
    if ('method' in message) {
      if ('id' in message) waiting.add(message.id);
      else if (message.method === 'notifications/cancelled') settle(cancelledId(message));
    }
    transport.onmessage?.(message);
  };
  const read = (chunk: Buffer): void => {
    for (const message of reader.push(chunk)) {
      if (isUnreadable(message)) refuse(message);
      else receive(message);
    }
  };
  const stopReading = (): void => {
    input.off('data', read);
    input.pause();
  };

  const transport: StdioTransport & { onmessage?: (message: JSONRPCMessage, extra?: MessageExtraInfo) => void } = {
    start: async () => {
      output.on('error', end);
      input.on('error', end).on('end', end).on('close', end).on('data', read);
    },
    send: async (message) => {
      if (closed) return;
      await write(message);
      if ('method' in message) return;
      settle(message.id);
      if (!answered) {
        answered = true;
        onFirstAnswer();
      }
    },
    close: async () => {
      if (closed) return;
      closed = true;
      stopReading();
      transport.onclose?.();
    },
    stopReading,
    whenAnswered: (timeoutMs) =>
      new Promise((resolve) => {
        if (waiting.size === 0) return resolve();
        const timer = setTimeout(resolve, timeoutMs);
        idle = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    flush: () => lastWrite.catch(end),
  };
  return transport;
}

function cancelledId({ params }: { params?: Record<string, unknown> | undefined }): RequestId | undefined {
  const id = params?.['requestId'];
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

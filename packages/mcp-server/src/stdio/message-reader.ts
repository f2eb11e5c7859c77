import { TextDecoder } from 'node:util';
import { isNestedTooDeep, MAX_JSON_DEPTH } from '@ltmc/tools';
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/server';

/** A line that is no JSON-RPC message, and what to answer. */
export interface UnreadableMessage {
  /** -32700 or -32600. */
  readonly code: number;
  readonly message: string;
  /** The id of the request where it could be read, else null. */
  readonly id: RequestId | null;
}

/** Cuts a byte stream into JSON-RPC messages. */
export interface MessageReader {
  /** Messages and unreadable lines completed by `chunk`, in order. */
  push(chunk: Buffer): (JSONRPCMessage | UnreadableMessage)[];
}

const NEWLINE = 0x0a;
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/**
 * Reads one message a line. Unlike the SDK's reader it answers what it cannot read, refuses bytes that are not UTF-8 (they would be
 * stored changed), and lives on after a line that is too long.
 * @param maxMessageBytes - a longer line is skipped and refused.
 */
export function createMessageReader(maxMessageBytes: number): MessageReader {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let parts: Buffer[] = [];
  let sizeBytes = 0;

  const add = (part: Buffer): void => {
    sizeBytes += part.length;
    if (sizeBytes <= maxMessageBytes) parts.push(part);
    else parts = [];
  };
  const take = (): JSONRPCMessage | UnreadableMessage | undefined => {
    const tooLong = sizeBytes > maxMessageBytes;
    const line = Buffer.concat(parts);
    parts = [];
    sizeBytes = 0;
    if (tooLong) return { code: INVALID_REQUEST, message: `The message is longer than ${maxMessageBytes} bytes; send less at once`, id: null };
    return readLine(utf8, line);
  };

  return {
    push: (chunk) => {
      const read: (JSONRPCMessage | UnreadableMessage)[] = [];
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        add(chunk.subarray(start, end));
        const message = take();
        if (message) read.push(message);
        start = end + 1;
      }
      add(chunk.subarray(start));
      return read;
    },
  };
}

/** Tells the two kinds of {@link MessageReader.push} apart. */
export function isUnreadable(message: JSONRPCMessage | UnreadableMessage): message is UnreadableMessage {
  return !('jsonrpc' in message);
}

/** Undefined for a blank line. */
function readLine(utf8: TextDecoder, line: Buffer): JSONRPCMessage | UnreadableMessage | undefined {
  let value: unknown;
  try {
    const text = utf8.decode(line).trim();
    if (text === '') return undefined;
    value = JSON.parse(text);
  } catch {
    return { code: PARSE_ERROR, message: 'The message is not JSON in UTF-8; send one JSON object a line', id: null };
  }
  const id = isObject(value) && isRequestId(value['id']) ? value['id'] : null;
  if (isNestedTooDeep(value)) return { code: INVALID_REQUEST, message: `The message is nested deeper than ${MAX_JSON_DEPTH} levels; flatten it`, id };
  if (isMessage(value)) return value;
  return { code: INVALID_REQUEST, message: 'The message is not a JSON-RPC 2.0 request, notification or response', id };
}

/** The envelope only: the SDK checks what is inside. */
function isMessage(value: unknown): value is JSONRPCMessage {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return false;
  if ('id' in value && !isRequestId(value['id'])) return false;
  if (typeof value['method'] === 'string') return value['params'] === undefined || isObject(value['params']);
  return 'id' in value && (isObject(value['result']) || isObject(value['error']));
}

function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || Number.isInteger(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';
import { LtmcError } from '@ltmc/contracts';
import { isNestedTooDeep, MAX_JSON_DEPTH } from '@ltmc/tools';

/** Thrown for a body that is no JSON in UTF-8, which JSON-RPC answers with a code of its own. */
export class UnparsableBodyError extends LtmcError {
  constructor(cause: unknown) {
    super('LTMC_REQUEST_INVALID', 'The body is not JSON in UTF-8', { cause });
  }
}

/** Thrown for a body in a form that is not read, which HTTP answers with a status of its own. */
export class UnsupportedMediaTypeError extends LtmcError {
  constructor(given: string) {
    super('LTMC_REQUEST_INVALID', `The body must be sent as application/json in UTF-8, uncompressed; this one came as ${given}`);
  }
}

/**
 * The JSON body of a POST.
 * @param maxBytes - a longer body is not read to its end.
 * @throws LtmcError `LTMC_REQUEST_TOO_LARGE`, `LTMC_REQUEST_INVALID` for one nested too deep, {@link UnparsableBodyError}, {@link UnsupportedMediaTypeError}.
 */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  checkForm(request);
  const body = parse(await readBytes(request, maxBytes));
  if (isNestedTooDeep(body)) throw new LtmcError('LTMC_REQUEST_INVALID', `The body is nested deeper than ${MAX_JSON_DEPTH} levels; flatten it`);
  return body;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new UnparsableBodyError(cause);
  }
}

function checkForm({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length).replaceAll('"', '');
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (type !== 'application/json') throw new UnsupportedMediaTypeError(type === '' ? 'no type at all' : type.slice(0, 80));
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') throw new UnsupportedMediaTypeError(`charset ${charset.slice(0, 40)}`);
  if (encoding !== 'identity') throw new UnsupportedMediaTypeError(`content-encoding ${encoding.slice(0, 40)}`);
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): LtmcError =>
    new LtmcError('LTMC_REQUEST_TOO_LARGE', `The body is longer than ${maxBytes} bytes; send less at once`, { details: { max_bytes: maxBytes } });
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // Leaving the loop must not destroy the request: its connection still carries the refusal.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += chunk.length;
      if (sizeBytes > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (LtmcError.is(cause)) throw cause;
    throw new LtmcError('LTMC_CANCELLED', 'The connection ended before the whole body was there', { cause });
  }
  return Buffer.concat(chunks);
}

import type { JsonValue } from '@ltmc/contracts';
import { invalid } from './check-input.js';

/** Between values and the bytes that are stored. */
export interface Codec<Value> {
  readonly kind: 'json' | 'bytes';
  /** @returns bytes that nobody else holds. @throws LtmcError `LTMC_INVALID_INPUT` */
  encode(value: Value): Uint8Array;
  /** @returns a value that nobody else holds; undefined where the bytes are none of this kind. */
  decode(bytes: Uint8Array): Value | undefined;
}

export const JSON_CODEC: Codec<JsonValue> = {
  kind: 'json',
  encode: (value) => Buffer.from(jsonText(value)),
  decode: (bytes) => {
    try {
      const value: JsonValue = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
      return value;
    } catch (cause) {
      if (cause instanceof SyntaxError) return undefined;
      throw cause;
    }
  },
};

export const BYTES_CODEC: Codec<Uint8Array<ArrayBuffer>> = {
  kind: 'bytes',
  encode: (value) => {
    if (!(value instanceof Uint8Array)) throw invalid('value', `must be a Uint8Array, not ${typeof value}`);
    return Buffer.from(value); // from Node's pool: cheaper than a buffer of its own
  },
  decode: (bytes) => new Uint8Array(bytes),
};

function jsonText(value: JsonValue): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw invalid('value', 'must be JSON, and this is circular or holds a BigInt', cause);
  }
  if (text === undefined) throw invalid('value', `must be JSON, not ${typeof value}`);
  return text;
}

import { crc32 } from 'node:zlib';
import type { VectorDigest, VectorEntry } from '@ltmc/contracts';

/** The digest that the contract describes. @param entries - in order of their ids. */
export function digestOf(entries: readonly VectorEntry[]): VectorDigest {
  let crc = 0;
  for (const { vectorId, vector } of entries) crc = crc32(bytesOf(vector), crc32(bytesOf(Float64Array.of(vectorId)), crc));
  return { count: entries.length, crc32: crc };
}

function bytesOf(numbers: Float64Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

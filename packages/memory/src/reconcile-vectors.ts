import { crc32 } from 'node:zlib';
import type { KindOf, RecordStore, VectorDigest, VectorEntry, VectorIndex } from '@ltmc/contracts';

/** Small enough to read and compare between two searches (about 1.5 MB of vectors). */
const VECTORS_PER_SLICE = 1024;

/** What one comparison found. */
export interface Reconciliation {
  /** Vectors of the record that were looked at. */
  readonly compared: number;
  /** Vectors put right: they were missing, extra or different. */
  readonly repaired: number;
  /** Id up to which the slice went; undefined when it was the last one. */
  readonly last: number | undefined;
}

export interface ReconcileOptions {
  readonly record: RecordStore;
  readonly index: VectorIndex;
  /** What the index holds. */
  readonly of: KindOf;
  /** `EmbeddingFingerprint.id` */
  readonly fingerprint: string;
  /** Starts behind this id. */
  readonly after: number;
}

/**
 * Compares a slice of the index with the record by count and checksum, and replaces it where they differ. Nothing else may move the index meanwhile.
 */
export async function reconcileVectors({ record, index, of, fingerprint, after }: ReconcileOptions): Promise<Reconciliation> {
  const entries = await record.currentVectorsAfter(of, fingerprint, after, VECTORS_PER_SLICE);
  const isLast = entries.length < VECTORS_PER_SLICE;
  const range = { first: after + 1, last: isLast ? Number.MAX_SAFE_INTEGER : (entries.at(-1)?.vectorId ?? after) };
  const held = await index.digest(range);
  const wanted = digestOf(entries);
  const same = held.count === wanted.count && held.crc32 === wanted.crc32;
  // A record that has moved on differs rightly; the changes to come level it, and the next round looks again.
  const differs = !same && (await record.lastSeq()) === index.cursor;
  if (differs) await index.apply({ upsert: entries, remove: [range], cursor: index.cursor });
  return { compared: entries.length, repaired: !differs ? 0 : Math.max(held.count, wanted.count), last: isLast ? undefined : range.last };
}

/** As the contract of `VectorDigest` says. */
function digestOf(entries: readonly VectorEntry[]): VectorDigest {
  let crc = 0;
  for (const { vectorId, vector } of entries) {
    const id = Float64Array.of(vectorId);
    crc = crc32(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), crc32(new Uint8Array(id.buffer), crc));
  }
  return { count: entries.length, crc32: crc };
}

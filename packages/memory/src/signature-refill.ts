import { setTimeout as sleep } from 'node:timers/promises';
import type { LateInteraction, Logger, RecordStore, SignatureEntry, SignatureStore, VectorIdRange } from '@ltmc/contracts';
import { embeddingText } from './embedding-text.js';
import { notEmbedded, putSignatures } from './signature-writer.js';

/** Ids compared at once: some ten milliseconds of a reading thread. */
const IDS_PER_SLICE = 2048;
/** Texts signed between two writes: so many are done again after a crash. */
const TEXTS_PER_SLICE = 8;
/** How often it is looked whether the embedding queue has come to rest. */
const BUSY_MS = 20;
/** Behind any: leaves the store's own position as it is. */
const NO_POSITION = { seq: 0, atMs: 0 };

export interface RefillParts {
  readonly record: RecordStore;
  readonly store: SignatureStore;
  /** `EmbeddingFingerprint.id` */
  readonly fingerprint: string;
  readonly lateInteraction: LateInteraction;
  /** Whether texts wait that somebody stored just now. */
  readonly isBusy: () => boolean;
  readonly logger: Logger;
}

/** Everything, from the newest chunk on. */
export const ALL_IDS: VectorIdRange = { first: 1, last: Number.MAX_SAFE_INTEGER };

/**
 * Current, embedded chunks within a range that have no signature, newest first, a slice at a time. Signatures that belong to none are removed on the way: what a process
 * left that died between putting one and looking whether its chunk was still there.
 */
export async function* missingIn({ record, store, fingerprint, logger }: RefillParts, { first, last }: VectorIdRange): AsyncGenerator<readonly number[]> {
  for (let upTo = last; upTo >= first; ) {
    const ids = await record.embeddedIds(fingerprint, { first, last: upTo }, IDS_PER_SLICE);
    const from = ids.length < IDS_PER_SLICE ? first : (ids.at(-1) ?? first);
    const held = new Set(await store.idsIn({ first: from, last: upTo }));
    yield ids.filter((id) => !held.has(id));
    for (const id of ids) held.delete(id);
    // Asked again: one that was embedded and signed between the two reads is no orphan.
    const orphans = await notEmbedded({ record, fingerprint }, [...held]);
    if (orphans.length > 0) {
      logger.warn('signatures of chunks that are not current were found and removed', { count: orphans.length });
      await store.apply({ remove: orphans.map((id) => ({ first: id, last: id })), position: NO_POSITION, scrub: true });
    }
    upTo = from - 1;
  }
}

/** How many are missing within the ranges. */
export async function countMissing(parts: RefillParts, ranges: readonly VectorIdRange[], signal: AbortSignal): Promise<number> {
  let missing = 0;
  for (const range of ranges) {
    for await (const ids of missingIn(parts, range)) {
      missing += ids.length;
      if (signal.aborted) return missing;
    }
  }
  return missing;
}

export interface RefillOptions {
  /** Aborting stops within a text. */
  readonly signal: AbortSignal;
  /** Called with the number of chunks that were done, signed or found to be gone. */
  readonly onDone: (count: number) => void;
}

/** Makes what is missing within the ranges from the record's texts. One text at a time and none while new ones wait, so that both queries and stores overtake. */
export async function refill(parts: RefillParts, ranges: readonly VectorIdRange[], { signal, onDone }: RefillOptions): Promise<void> {
  for (const range of ranges) {
    for await (const missing of missingIn(parts, range)) {
      for (let at = 0; at < missing.length && !signal.aborted; at += TEXTS_PER_SLICE) {
        const slice = missing.slice(at, at + TEXTS_PER_SLICE);
        await signSlice(parts, slice, signal);
        onDone(slice.length);
      }
      if (signal.aborted) return;
    }
  }
}

async function signSlice(parts: RefillParts, vectorIds: readonly number[], signal: AbortSignal): Promise<void> {
  const { record, fingerprint, lateInteraction, isBusy } = parts;
  const atSeq = await record.lastSeq();
  const entries: SignatureEntry[] = [];
  for (const chunk of await record.embeddedTexts(fingerprint, vectorIds)) {
    while (isBusy() && !signal.aborted) await sleep(BUSY_MS);
    if (signal.aborted) break; // what is made is kept
    const { signature } = await lateInteraction.embedSigned(embeddingText(chunk), { signal });
    entries.push({ vectorId: chunk.vectorId, signature });
  }
  await putSignatures(parts, entries, atSeq);
}

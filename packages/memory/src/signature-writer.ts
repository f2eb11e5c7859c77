import type { RecordStore, SignatureEntry, SignatureStore, VectorIdRange } from '@ltmc/contracts';

/** At most so many changes are looked through for a purge that overtook a signature; more are taken for one. */
const CHANGES_LOOKED_AT = 1000;
/** Behind any: leaves the store's own position as it is. */
const NO_POSITION = { seq: 0, atMs: 0 };

export interface SignatureWriterParts {
  readonly record: RecordStore;
  readonly store: SignatureStore;
  /** `EmbeddingFingerprint.id` of the model that the signatures are made by. */
  readonly fingerprint: string;
}

/**
 * Puts signatures of chunks that were current and embedded at change `atSeq`. A chunk may have been forgotten since, and its removal may have been before this:
 * so what is not current any more is taken out again. Either the removal or this comes second, and that one sees it.
 */
export async function putSignatures({ record, store, fingerprint }: SignatureWriterParts, entries: readonly SignatureEntry[], atSeq: number): Promise<void> {
  if (entries.length === 0) return;
  await store.put(entries);
  const gone = await notEmbedded({ record, fingerprint }, entries.map(({ vectorId }) => vectorId));
  if (gone.length === 0) return;
  await store.apply({ remove: gone.map(oneId), position: NO_POSITION, scrub: await wasPurged(record, gone, atSeq) });
}

/** Those of the ids that no current chunk has, or none with an embedding of the model. */
export async function notEmbedded({ record, fingerprint }: Pick<SignatureWriterParts, 'record' | 'fingerprint'>, vectorIds: readonly number[]): Promise<number[]> {
  const current = new Set<number>();
  for (const { first, last } of runsOf(vectorIds)) {
    for (const vectorId of await record.embeddedIds(fingerprint, { first, last }, last - first + 1)) current.add(vectorId);
  }
  return vectorIds.filter((vectorId) => !current.has(vectorId));
}

async function wasPurged(record: RecordStore, vectorIds: readonly number[], atSeq: number): Promise<boolean> {
  const changes = await record.changesAfter(atSeq, CHANGES_LOOKED_AT);
  const purged = changes.filter(({ op }) => op === 'purged');
  return changes.length === CHANGES_LOOKED_AT || vectorIds.some((id) => purged.some(({ vectors: { first, last } }) => first <= id && id <= last));
}

/** The ids as ranges without gaps, ascending. */
function runsOf(vectorIds: readonly number[]): VectorIdRange[] {
  const runs: { first: number; last: number }[] = [];
  for (const id of vectorIds.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && id <= run.last + 1) run.last = id;
    else runs.push(oneId(id));
  }
  return runs;
}

function oneId(vectorId: number): { first: number; last: number } {
  return { first: vectorId, last: vectorId };
}

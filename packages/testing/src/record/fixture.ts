import type { EmbeddingFingerprint, KindOf, MemoryFilter, RecordStore, StoredVersion, TextHit, VectorEntry, VersionInput } from '@ltmc/contracts';

/** Returns a fresh, empty record. */
export type OpenRecord = () => Promise<RecordStore>;

/** A namespace for tests that need only one. */
export const NAMESPACE = 'suite';

/** Any time later than all recorded ones of the suite. */
export const LATER_MS = 1_000_000_000_000;

/** Lets everything current in {@link NAMESPACE} pass. */
export const EVERYTHING: MemoryFilter = { namespace: NAMESPACE, validAtMs: LATER_MS };

/** The memories of {@link NAMESPACE}. */
export const MEMORIES: KindOf = { namespace: NAMESPACE, kind: 'memory' };

/** Vectors of three numbers. */
export const MODEL: EmbeddingFingerprint = { id: 'model-a', model: 'a', dimension: 3, pooling: 'mean', tokenizerHash: 't', modelHash: 'm' };

/** A version whose chunks are the paragraphs of `content`, separated by a bar. */
export function version(fileName: string, content: string, fields: Partial<VersionInput> = {}): VersionInput {
  return {
    namespace: NAMESPACE, fileName, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId: null, sessionId: null, recordedAtMs: 1000, chunks: paragraphs(content), ...fields,
  };
}

function paragraphs(content: string): VersionInput['chunks'] {
  let startOffset = 0;
  return content.split(/(?<=\|)/).map((text) => {
    const chunk = { content: text, startOffset, endOffset: startOffset + text.length, heading: null };
    startOffset = chunk.endOffset;
    return chunk;
  });
}

/** Stores a version that must not be a replay. */
export async function store(record: RecordStore, input: VersionInput): Promise<StoredVersion> {
  const outcome = await record.storeVersion(input);
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result;
}

/** What is at `index`; fails the test where there is nothing. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`nothing at ${index} of ${items.length}`);
  return item;
}

/** An embedding that tells which chunk it belongs to. */
export function vectorFor(vectorId: number): VectorEntry {
  return { vectorId, vector: Float32Array.from([vectorId, 0.5, -1]) };
}

/** Embeds everything that waits. */
export async function embedAll(record: RecordStore, nowMs = 5000): Promise<void> {
  const pending = await record.claimPending({ fingerprint: MODEL.id, owner: 'suite', limit: 1000, nowMs, claimForMs: 1000 });
  await record.storeEmbeddings(MODEL, pending.map(({ vectorId }) => vectorFor(vectorId)), nowMs);
}

/** Ids of the chunks found, best first. */
export async function found(record: RecordStore, text: string, filter: Partial<MemoryFilter> = {}, limit = 10): Promise<number[]> {
  const hits: TextHit[] = await record.searchText(text, { ...EVERYTHING, ...filter }, limit);
  return hits.map(({ chunkId }) => chunkId);
}

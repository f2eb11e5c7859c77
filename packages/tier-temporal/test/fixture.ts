import type { MemoryFilter, RecordStore, VersionInput } from '@ltmc/contracts';

export const EVERYTHING: MemoryFilter = { namespace: 'n', validAtMs: 1_000_000_000_000 };

/** A version of one chunk. */
export function version(fileName: string, content: string, fields: Partial<VersionInput> = {}): VersionInput {
  return {
    namespace: 'n', fileName, content, resourceType: 'document', tags: [], metadata: {}, validFromMs: null, expiresAtMs: null, agentId: null, sessionId: null,
    recordedAtMs: 1000, chunks: [{ content, startOffset: 0, endOffset: content.length, heading: null }], ...fields,
  };
}

/** All current names, sorted. */
export async function names(record: RecordStore): Promise<string[]> {
  const { resources } = await record.listResources(EVERYTHING, { limit: 10_000 });
  return resources.map(({ fileName }) => fileName).toSorted();
}

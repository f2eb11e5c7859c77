import type { SignatureEntry, SignatureSpace, SignatureStore, VectorIdRange } from '@ltmc/contracts';

/** The space of the suite. */
export const SIGNATURE_SPACE: SignatureSpace = { id: 'suite-signs:16', bytesPerToken: 16 };

/** A signature that tells which chunk it belongs to. */
export function entry(vectorId: number, tokens: number, salt = 0): SignatureEntry {
  const bytes = tokens * SIGNATURE_SPACE.bytesPerToken;
  return { vectorId, signature: Uint8Array.from({ length: bytes }, (_, index) => vectorId * 31 + index * 7 + salt) };
}

export function range(first: number, last: number): VectorIdRange {
  return { first, last };
}

/** All ids that the store holds. */
export async function ids(store: SignatureStore): Promise<number[]> {
  return [...(await store.idsIn(range(1, Number.MAX_SAFE_INTEGER)))];
}

/** Signatures, one behind the other, so that they cross over without a copy each. */
export interface PackedSignatures {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends; it starts where the one before ends. Equal ends mean an absent or empty one. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

export function packSignatures(signatures: readonly (Uint8Array | undefined)[]): PackedSignatures {
  const ends = new Uint32Array(signatures.length);
  let end = 0;
  signatures.forEach((signature, at) => { ends[at] = end += signature?.length ?? 0; });
  const bytes = new Uint8Array(end);
  signatures.forEach((signature, at) => { if (signature) bytes.set(signature, (ends[at] ?? 0) - signature.length); });
  return { bytes, ends };
}

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignatureEntry, SignatureSpace, SignatureStore } from '@ltmc/contracts';
import { createSqliteSignatures } from '../src/index.js';

export const SPACE: SignatureSpace = { id: 'signs:16', bytesPerToken: 16 };

/** Bytes that can be looked for in files. */
export function textSignature(vectorId: number, text = `signature ${vectorId}`): SignatureEntry {
  return { vectorId, signature: Buffer.from(text.padEnd(32, '.').repeat(4)) };
}

/** A signature of `tokens` tokens. */
export function signature(vectorId: number, tokens = 20): SignatureEntry {
  return { vectorId, signature: Uint8Array.from({ length: tokens * 16 }, (_, index) => vectorId * 13 + index) };
}

export function openSignatures(folder: string, { recordId = 'record', space = SPACE }: { readonly recordId?: string; readonly space?: SignatureSpace } = {}): SignatureStore {
  return createSqliteSignatures({ folder, recordId, space });
}

/** Files of signatures, oldest generation first. */
export async function signatureFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith('signatures-') && name.endsWith('.db')).toSorted().map((name) => join(folder, name));
}

/** The one there must be. */
export async function onlyFile(folder: string): Promise<string> {
  const [file, ...more] = await signatureFiles(folder);
  if (file === undefined || more.length > 0) throw new Error(`there are ${more.length + (file === undefined ? 0 : 1)} files`);
  return file;
}

/** Which of the ids have the signature that they were given. */
export async function whole(store: SignatureStore, ids: readonly number[]): Promise<number[]> {
  const read = await store.read(ids);
  return ids.filter((id, index) => Buffer.compare(read[index] ?? Buffer.of(1), signature(id).signature) === 0);
}

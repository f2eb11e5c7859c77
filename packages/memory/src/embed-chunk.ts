import type { Embedder, PendingChunk, SignatureEntry, VectorEntry } from '@ltmc/contracts';
import { embeddingText } from './embedding-text.js';

/** A chunk's embedding and, where it was asked for and the embedder makes them, its token signature. */
export interface EmbeddedChunk extends VectorEntry {
  readonly signature?: Uint8Array;
}

export interface EmbedChunkOptions {
  readonly signal: AbortSignal;
  /** Whether its signature is wanted; it comes out of the same run of the model. */
  readonly signed: boolean;
}

export async function embedChunk({ embed, lateInteraction }: Pick<Embedder, 'embed' | 'lateInteraction'>, chunk: PendingChunk, { signal, signed }: EmbedChunkOptions): Promise<EmbeddedChunk> {
  const { vectorId } = chunk;
  const text = embeddingText(chunk);
  if (!signed || !lateInteraction) return { vectorId, vector: await embed(text, { signal }) };
  const { vector, signature } = await lateInteraction.embedSigned(text, { signal });
  return { vectorId, vector, signature };
}

/** Those of the chunks that have one. */
export function signaturesOf(chunks: readonly EmbeddedChunk[]): SignatureEntry[] {
  return chunks.flatMap(({ vectorId, signature }) => (signature ? [{ vectorId, signature }] : []));
}

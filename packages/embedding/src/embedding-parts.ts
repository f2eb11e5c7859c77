import type { KnownEmbedding } from './embedding-cache.js';
import type { EmbeddingKind, TaskKind, TaskResults } from './worker-protocol.js';

/** Whether what is known of a text is all that a kind of call gives. */
const COMPLETE: { readonly [Kind in EmbeddingKind]: (embedding: KnownEmbedding) => embedding is KnownEmbedding & TaskResults[Kind] } = {
  embed: (embedding): embedding is KnownEmbedding => embedding.vector.length > 0,
  embedSigned: (embedding): embedding is KnownEmbedding & TaskResults['embedSigned'] => embedding.signature !== undefined,
  embedQuery: (embedding): embedding is KnownEmbedding & TaskResults['embedQuery'] => embedding.tokens !== undefined,
};

/** What a kind of call gives, out of what is known; undefined when a part is missing. */
export function partsFor<Kind extends EmbeddingKind>(kind: Kind, known: KnownEmbedding | undefined): TaskResults[Kind] | undefined {
  const isComplete: (embedding: KnownEmbedding) => embedding is KnownEmbedding & TaskResults[Kind] = COMPLETE[kind];
  return known && isComplete(known) ? known : undefined;
}

/** Whether a worker's result is that of a run of the model. */
export function isEmbedding(result: TaskResults[TaskKind]): result is TaskResults[EmbeddingKind] {
  return result !== undefined && 'vector' in result;
}

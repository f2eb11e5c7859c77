import type { ContextLinkInput } from '@ltmc/contracts';

/** The link of a message to a chunk that an agent says it uses. */
export function statedUse(chunkId: number): ContextLinkInput {
  return { chunkId, strength: 1, automatic: false };
}

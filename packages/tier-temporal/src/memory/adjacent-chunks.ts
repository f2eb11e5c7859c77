import { MOST_HIDDEN_BETWEEN, type AdjacentChunks, type MemoryFilter } from '@ltmc/contracts';
import { isThere, passes, type MemoryChunk, type MemoryState } from './state.js';

/** See `RecordStore.adjacentChunks`. */
export function adjacentChunks(state: MemoryState, vectorIds: readonly number[], filter: MemoryFilter): AdjacentChunks[] {
  const given = state.versions.filter((version) => passes(version, filter)).flatMap(({ chunks }) => chunks).filter(({ vectorId }) => vectorIds.includes(vectorId));
  return given.map((chunk) => {
    const { vectorId, chunkIndex, version: { chunks } } = chunk;
    const before = chunks[chunkIndex - 1] ?? nearest(state, chunk, filter, 'before')?.at(-1);
    const after = chunks[chunkIndex + 1] ?? nearest(state, chunk, filter, 'after')?.at(0);
    return { vectorId, before: before?.vectorId, after: after?.vectorId };
  });
}

/** The chunks of the nearest message of the conversation that is there. */
function nearest({ messages }: MemoryState, { version }: MemoryChunk, filter: MemoryFilter, side: 'before' | 'after'): MemoryChunk[] | undefined {
  const inOrder = messages
    .filter(({ input }) => input.namespace === version.input.namespace && input.conversationId === version.input.conversationId)
    .toSorted((a, b) => a.input.timestampMs - b.input.timestampMs || a.messageId - b.messageId);
  const place = inOrder.findIndex((message) => message.version === version);
  if (place < 0) return undefined;
  const beyond = side === 'after' ? inOrder.slice(place + 1) : inOrder.slice(0, place).toReversed();
  return beyond.slice(0, MOST_HIDDEN_BETWEEN + 1).map((message) => message.version).find((other) => other.chunks.length > 0 && isThere(other, filter))?.chunks;
}

import type { PendingChunk } from '@ltmc/contracts';

/** What is embedded of a chunk: its heading path tells what a paragraph is about when the paragraph itself does not. */
export function embeddingText({ heading, content }: PendingChunk): string {
  return heading === null || content.startsWith(heading) ? content : `${heading}\n${content}`;
}

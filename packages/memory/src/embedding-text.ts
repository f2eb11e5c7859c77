import type { PendingChunk } from '@ltmc/contracts';

const BETWEEN_HEADINGS = ' > ';
const MARKDOWN_HEADING = /^\s*#{1,6}\s+/;

/**
 * What is embedded of a chunk: its heading path tells what a paragraph is about when the paragraph itself does not. A chunk that begins with its
 * own heading gets only those above it.
 */
export function embeddingText({ heading, content }: Pick<PendingChunk, 'heading' | 'content'>): string {
  if (heading === null) return content;
  const path = heading.split(BETWEEN_HEADINGS);
  const own = path.at(-1) ?? '';
  const above = content.replace(MARKDOWN_HEADING, '').startsWith(own) ? path.slice(0, -1) : path;
  return above.length === 0 ? content : `${above.join(BETWEEN_HEADINGS)}\n${content}`;
}

import { approximateTokenMap } from '@ltmc/chunking';
import type { PendingChunk } from '@ltmc/contracts';

/** Tokens that the model reads (254), less what an estimate of the chunk's own may lack. */
const TOKENS = 240;
const BETWEEN_HEADINGS = ' > ';
const MARKDOWN_HEADING = /^\s*#{1,6}\s+/;

/**
 * What is embedded of a chunk: its heading path tells what a paragraph is about when the paragraph itself does not, and so does its context. A chunk
 * that begins with its own heading gets only those above it. The context comes first and is cut at its beginning to what the model has room for, so
 * that it never costs the chunk a word of its own.
 */
export function embeddingText({ heading, context, content }: Pick<PendingChunk, 'heading' | 'context' | 'content'>): string {
  return withContext(context, withHeading(heading, content));
}

function withHeading(heading: string | null, content: string): string {
  if (heading === null) return content;
  const path = heading.split(BETWEEN_HEADINGS);
  const own = path.at(-1) ?? '';
  const above = content.replace(MARKDOWN_HEADING, '').startsWith(own) ? path.slice(0, -1) : path;
  return above.length === 0 ? content : `${above.join(BETWEEN_HEADINGS)}\n${content}`;
}

function withContext(context: string | null, text: string): string {
  if (context === null) return text;
  const around = lastTokens(context, TOKENS - tokensOf(text));
  return around === '' ? text : `${around}\n${text}`;
}

function tokensOf(text: string): number {
  return approximateTokenMap(text).counts.reduce((sum, count) => sum + count, 0);
}

/** The end of a text, at most so many tokens; begins with a word. */
function lastTokens(text: string, most: number): string {
  const { starts, counts } = approximateTokenMap(text);
  let from = text.length;
  let left = most;
  for (let index = starts.length - 1; index >= 0; index -= 1) {
    left -= counts[index] ?? 0;
    if (left < 0) break;
    from = starts[index] ?? from;
  }
  return text.slice(from);
}

import { closesFence, fenceOpening, type Fence } from './markdown-lines.js';
import { linesOf } from './outline.js';

/** A fenced code block that a text leaves open. */
export interface OpenFence {
  /** The line that opens it, e.g. "```ts". */
  readonly opening: string;
  /** The line that would close it. */
  readonly closing: string;
  /** Offset of the opening line, and of the line below it. */
  readonly start: number;
  readonly bodyStart: number;
}

/** The fence that is open at `offset` (default: the end of the text), read from the start of the text; undefined when there is none. */
export function openFenceAt(text: string, offset: number = text.length): OpenFence | undefined {
  let open: { readonly fence: Fence; readonly at: OpenFence } | undefined;
  for (const line of linesOf(text, 0, offset)) {
    if (open !== undefined) {
      if (closesFence(line.text, open.fence)) open = undefined;
      continue;
    }
    const fence = fenceOpening(line.text);
    if (fence === undefined) continue;
    // Indented as it was opened: in a list item a line further left would end the item instead.
    const indent = line.text.slice(0, line.text.length - line.text.trimStart().length);
    open = { fence, at: { opening: line.text, closing: `${indent}${fence.mark.repeat(fence.length)}`, start: line.start, bodyStart: line.end } };
  }
  return open?.at;
}

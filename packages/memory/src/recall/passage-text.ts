import { openFenceAt } from '@ltmc/chunking';

/**
 * A stretch of a document as it can stand alone: without the white space around it, and where it begins inside a fenced code block, below the line that
 * opens that block. (A fence it leaves open is closed by whoever knows where the text will end.)
 */
export function passageText(text: string, start: number, end: number): string {
  const piece = text.slice(start, end).trimEnd();
  const fence = start === 0 ? undefined : openFenceAt(text, lineStart(text, start));
  return fence === undefined ? withoutBlankLines(piece) : `${fence.opening}\n${piece.replace(/^\n+/, '')}`;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Indentation stays: it means something in code and lists. */
function withoutBlankLines(text: string): string {
  return text.replace(/^(?:[ \t]*\r?\n)+/, '');
}

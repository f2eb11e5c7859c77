/** What a line of Markdown is, seen alone or together with the block it may go on with. */
export type LineKind = 'paragraph' | 'list' | 'loose list' | 'quote' | 'table' | 'fence' | 'comment' | 'rule';

/** An open fenced code block. */
export interface Fence {
  readonly mark: '`' | '~';
  readonly length: number;
}

const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*)|)$/s;
const SETEXT = /^ {0,3}(?:(=+)|(-+))[ \t]*$/;
const FENCE = /^[ \t]*(?:(`{3,})[^`]*|(~{3,}).*)$/s;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const TABLE_DELIMITER = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$/;

/** The ATX heading a line is (`## Title ##`). */
export function atxHeading(line: string): { readonly level: number; readonly title: string } | undefined {
  const match = ATX.exec(line);
  if (match === null) return undefined;
  return { level: match[1]?.length ?? 1, title: withoutClosingMarks(match[2] ?? '') };
}

function withoutClosingMarks(title: string): string {
  const trimmed = title.trim();
  let end = trimmed.length;
  while (trimmed[end - 1] === '#') end -= 1;
  const closed = end < trimmed.length && (end === 0 || trimmed[end - 1] === ' ' || trimmed[end - 1] === '\t');
  return closed ? trimmed.slice(0, end).trimEnd() : trimmed;
}

/** 1 for a line of `=`, 2 for a line of `-`: the level of the heading above it. */
export function setextLevel(line: string): number | undefined {
  const match = SETEXT.exec(line);
  if (match === null) return undefined;
  return match[1] === undefined ? 2 : 1;
}

/** The fence that a line opens. Any indentation counts, since fences stand inside list items too. */
export function fenceOpening(line: string): Fence | undefined {
  const match = FENCE.exec(line);
  if (match === null) return undefined;
  return match[1] === undefined ? { mark: '~', length: match[2]?.length ?? 3 } : { mark: '`', length: match[1].length };
}

/** Whether a line closes an open fence. */
export function closesFence(line: string, fence: Fence): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence.mark.repeat(trimmed.length);
}

/** The kind of a line with text on it that is neither heading nor fence. */
export function lineKind(line: string, open: LineKind | 'none'): LineKind {
  if (RULE.test(line)) return 'rule';
  const first = line.trimStart()[0];
  if (first === '|') return 'table';
  if (first === '>') return 'quote';
  if (LIST_ITEM.test(line)) return 'list';
  if (line.trimStart().startsWith('<!--')) return 'comment';
  if (open === 'table' && line.includes('|')) return 'table';
  return open === 'paragraph' && TABLE_DELIMITER.test(line) ? 'table' : 'paragraph';
}

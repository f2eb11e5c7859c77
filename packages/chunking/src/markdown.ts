import { CROSS, CUT } from './costs.js';
import { createHeadingStack, type HeadingStack } from './heading-stack.js';
import { atxHeading, closesFence, fenceOpening, lineKind, setextLevel, type Fence, type LineKind } from './markdown-lines.js';
import { closeSegments, linesOf, type Line, type Outline, type SegmentStart } from './outline.js';

/** What the reader of lines knows after each line. */
interface Reader {
  readonly starts: SegmentStart[];
  readonly headings: HeadingStack;
  /** The block that the next line may go on with; none after a blank line, a heading or a closed fence. */
  open: LineKind | 'none';
  /** Text of the open paragraph, which a line of `=` or `-` below turns into a heading. */
  paragraph: string[];
  fence: Fence | undefined;
  inComment: boolean;
  afterHeading: boolean;
  /** The last line with text ended in a colon. */
  afterColon: boolean;
}

/** Reads Markdown: sections by ATX and setext headings, in them paragraphs, lists, tables, quotes and fences. Follows CommonMark 0.31 where it matters for cutting. */
export function outlineMarkdown(text: string): Outline {
  const reader: Reader = {
    starts: [], headings: createHeadingStack(), open: 'none', paragraph: [],
    fence: undefined, inComment: false, afterHeading: false, afterColon: false,
  };
  let frontMatterEnd = frontMatterLength(text);
  if (frontMatterEnd > 0) startBlock(reader, { start: 0, end: frontMatterEnd, text: '' }, 'fence');
  else frontMatterEnd = 0;
  reader.open = 'none';
  for (const line of linesOf(text, frontMatterEnd)) readLine(reader, line);
  if (reader.starts.length === 0) startBlock(reader, { start: 0, end: text.length, text: '' }, 'paragraph');
  return { segments: closeSegments(reader.starts, text.length), sections: reader.headings.paths };
}

function readLine(reader: Reader, line: Line): void {
  if (reader.fence !== undefined) {
    if (closesFence(line.text, reader.fence)) {
      reader.fence = undefined;
      reader.open = 'none';
    }
    return;
  }
  if (reader.inComment) {
    reader.inComment = !line.text.includes('-->');
    return;
  }
  if (line.text.trim() === '') {
    // A list goes on after a blank line when the next line is indented; `continuesBlock` decides.
    if (reader.open !== 'list') reader.open = 'none';
    else reader.open = 'loose list';
    return;
  }
  readText(reader, line);
  reader.afterColon = line.text.trimEnd().endsWith(':');
}

function readText(reader: Reader, line: Line): void {
  const heading = atxHeading(line.text);
  if (heading !== undefined) {
    startSection(reader, line.start, heading.level, heading.title);
    return;
  }
  const setext = reader.open === 'paragraph' ? setextLevel(line.text) : undefined;
  if (setext !== undefined) {
    const paragraph = reader.starts.pop();
    startSection(reader, paragraph?.start ?? line.start, setext, reader.paragraph.join(' '));
    return;
  }
  const fence = fenceOpening(line.text);
  const kind = fence === undefined ? lineKind(line.text, reader.open) : 'fence';
  if (!continuesBlock(reader, kind, line.text)) startBlock(reader, line, kind);
  reader.fence = fence;
  reader.inComment = kind === 'comment' && !line.text.includes('-->');
  reader.open = kind === 'rule' || reader.inComment ? 'none' : kind;
  if (kind === 'paragraph') reader.paragraph.push(line.text.trim());
}

function continuesBlock(reader: Reader, kind: LineKind, text: string): boolean {
  if (kind === 'fence' || kind === 'rule' || kind === 'comment') return false;
  if (reader.open === 'loose list') return /^(?: {2,}|\t)/.test(text);
  if (reader.open === kind) return true;
  // Lines without a marker of their own go on with the list item or quote above them (CommonMark: lazy continuation).
  return kind === 'paragraph' && (reader.open === 'list' || reader.open === 'quote');
}

function startBlock(reader: Reader, line: Line, kind: LineKind): void {
  const introduces = reader.afterColon || ((kind === 'fence' || kind === 'table') && !reader.afterHeading);
  reader.starts.push({
    start: line.start,
    cut: reader.afterHeading ? CUT.afterHeading : introduces ? CUT.introduced : CUT.block,
    cross: CROSS.none,
    section: reader.headings.current(),
    continues: true,
    splitter: kind === 'fence' || kind === 'table' ? 'lines' : 'sentences',
  });
  reader.afterHeading = false;
  reader.paragraph = [];
}

function startSection(reader: Reader, start: number, level: number, title: string): void {
  const cross = reader.headings.enter(level, title);
  reader.starts.push({ start, cut: CUT.section, cross, section: reader.headings.current(), continues: false, splitter: 'sentences' });
  reader.afterHeading = true;
  reader.afterColon = false;
  reader.open = 'none';
}

/** Length of the YAML or TOML block at the top, whose closing line is not a setext underline; 0 without one. */
function frontMatterLength(text: string): number {
  const opening = /^(---|\+\+\+)[ \t]*\r?\n/.exec(text);
  if (opening === null) return 0;
  for (const line of linesOf(text, opening[0].length)) {
    if (line.text.trimEnd() === opening[1]) return line.end;
  }
  return 0;
}

import { CROSS, CUT } from './costs.js';
import { closeSegments, linesOf, type Line, type Outline, type SegmentStart } from './outline.js';

/** Ends what is above rather than starting something: closing brackets, `end`, `else` and their like. */
const CLOSER = /^(?:[)\]}>]|end\b|else\b|elif\b|elsif\b|except\b|catch\b|finally\b|then\b|done\b|fi\b|esac\b)/;
/** Belongs to what is below: comments, decorators, attributes. `#[` is an attribute of Rust, `#include` a statement. */
const ATTACHED = /^(?:\/\/|\/\*|\*|--|;;|%%|@|#(?!include|define|if|endif|pragma|import|region)|"""|''')/;
/** Words that start a declaration at the left margin in the languages that people use. */
const DECLARATION = /^(?:export|import|from|package|module|namespace|use|pub|public|private|protected|internal|static|abstract|final|async|function|func|fun|fn|def|class|struct|enum|interface|trait|impl|type|const|let|var|val|object|extension|protocol|template|create|alter|insert|select)\b/i;

/** What the line above says about the next one. */
interface Above {
  readonly kind: 'none' | 'blank' | 'attached' | 'text';
}

/** Reads code of any language: a block starts at the left margin after a blank line or with a declaration, its leading comments with it. */
export function outlineCode(text: string): Outline {
  const starts: SegmentStart[] = [];
  let above: Above['kind'] = 'none';
  for (const line of linesOf(text)) {
    const first = line.text.trimStart();
    if (first === '') {
      above = above === 'none' ? 'none' : 'blank';
      continue;
    }
    if (startsBlock(line, above)) {
      starts.push({ start: line.start, cut: CUT.block, cross: CROSS.codeBlock, section: 0, continues: false, splitter: 'lines' });
    }
    above = ATTACHED.test(first) ? 'attached' : 'text';
  }
  if (starts.length === 0) starts.push({ start: 0, cut: CUT.block, cross: CROSS.none, section: 0, continues: false, splitter: 'lines' });
  return { segments: closeSegments(starts, text.length), sections: [[]] };
}

function startsBlock(line: Line, above: Above['kind']): boolean {
  if (above === 'none') return true;
  const first = line.text.charCodeAt(0);
  const isIndented = first === 0x20 || first === 0x09;
  if (isIndented || CLOSER.test(line.text)) return false;
  return above === 'blank' || (above === 'text' && DECLARATION.test(line.text));
}

/** Deepest indentation that still makes a line a worse place to cut, in columns. */
const MAX_INDENT = 24;
const TAB_COLUMNS = 4;

/** Cuts code or a table at its lines: the less indented and the more set off by blank lines, the better. */
export function splitLines(text: string, start: number, end: number): { readonly start: number; readonly cut: number }[] {
  const pieces: { start: number; cut: number }[] = [];
  let above: Above['kind'] = 'none';
  for (const line of linesOf(text, start, end)) {
    const first = line.text.trimStart();
    if (first === '') {
      above = 'blank';
      continue;
    }
    pieces.push({ start: line.start, cut: lineCut(line.text, first, above) });
    above = ATTACHED.test(first) ? 'attached' : 'text';
  }
  return pieces;
}

function lineCut(line: string, first: string, above: Above['kind']): number {
  const indent = Math.min(columnsBefore(line, line.length - first.length), MAX_INDENT) / MAX_INDENT;
  const set = above === 'blank' ? CUT.block : above === 'attached' ? CUT.clause : CUT.sentence;
  return set + indent * 0.4 + (CLOSER.test(first) ? 0.4 : 0);
}

function columnsBefore(line: string, length: number): number {
  let columns = 0;
  for (let at = 0; at < length && columns < MAX_INDENT; at += 1) columns += line[at] === '\t' ? TAB_COLUMNS : 1;
  return columns;
}

import { isWhiteSpace } from './characters.js';
import { CROSS, CUT } from './costs.js';
import { closeSegments, linesOf, type Outline, type SegmentStart } from './outline.js';

/** A place to cut and its cost. */
export interface Cut {
  readonly start: number;
  readonly cut: number;
}

/** Words after which a full stop does not end the sentence. */
const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof st sr jr gen vs etc eg ie cf al ca approx no nr vol fig'
    .concat(' eq sec ch pp ed eds inc ltd co dept est resp jan feb mar apr aug sep sept oct nov dec')
    .split(' '),
);
const MAX_ABBREVIATION = 6;
const LIST_ITEM = /^[ \t]*(?:[-*+•–]|\d{1,9}[.)])[ \t]/;

/** Reads running text: paragraphs between blank lines. */
export function outlinePlain(text: string): Outline {
  const starts = splitParagraphs(text, 0, text.length).map(
    ({ start, cut }): SegmentStart => ({ start, cut, cross: CROSS.none, section: 0, continues: true, splitter: 'sentences' }),
  );
  return { segments: closeSegments(starts, text.length), sections: [[]] };
}

/** Where paragraphs start. */
export function splitParagraphs(text: string, start: number, end: number): Cut[] {
  const pieces: Cut[] = [{ start, cut: CUT.block }];
  let afterBlank = false;
  for (const line of linesOf(text, start, end)) {
    const isBlank = line.text.trim() === '';
    if (!isBlank && afterBlank) pieces.push({ start: line.start, cut: CUT.block });
    afterBlank = isBlank;
  }
  return pieces;
}

/**
 * Where sentences and lines start. A line break without a full stop before it is a worse place than the end of a sentence, but the only one in logs and lists.
 *
 * Not `Intl.Segmenter`: its sentences take quadratic time (64 s for 1 MiB on Node 20) and change with the ICU version, and with them every chunk.
 */
export function splitSentences(text: string, start: number, end: number): Cut[] {
  const pieces: Cut[] = [];
  for (let at = start; at < end; ) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) {
      const next = skipBlankLines(text, at + 1, end);
      if (next < end) pieces.push({ start: next, cut: lineCut(text, at, next, end) });
      at = next;
    } else if (isTerminator(code)) {
      const stop = endOfTerminators(text, at, end);
      const next = skipSpaces(text, stop, end);
      if (next < end && text.charCodeAt(next) !== 0x0a && endsSentence(text, at, stop, next, start)) pieces.push({ start: next, cut: CUT.sentence });
      at = next;
    } else {
      at += 1;
    }
  }
  return pieces;
}

/** Where words start, better after a comma. */
export function splitWords(text: string, start: number, end: number): Cut[] {
  const pieces: Cut[] = [];
  for (let at = start + 1; at < end; at += 1) {
    const before = text.charCodeAt(at - 1);
    if (!isWhiteSpace(before) || isWhiteSpace(text.charCodeAt(at))) continue;
    const last = text.charCodeAt(at - 2);
    pieces.push({ start: at, cut: last === 0x2c || last === 0x3b || last === 0x3a ? CUT.clause : CUT.word });
  }
  return pieces;
}

const codesOf = (characters: string): Set<number> => new Set(Array.from(characters, (character) => character.charCodeAt(0)));
/** End a sentence without a space after them. */
const CJK_TERMINATORS = codesOf('\u3002\uff01\uff1f\uff61');
const TERMINATORS = codesOf('.!?\u2026\u3002\uff01\uff1f\uff61');
/** May stand between the end of a sentence and the space: quotes, brackets, emphasis. */
const CLOSERS = codesOf('"\')]*_\u2019\u201d\u00bb\u300d\u300f\uff09');

const isTerminator = (code: number): boolean => TERMINATORS.has(code);

function endOfTerminators(text: string, from: number, end: number): number {
  let at = from + 1;
  while (at < end && (isTerminator(text.charCodeAt(at)) || CLOSERS.has(text.charCodeAt(at)))) at += 1;
  return at;
}

/** Behind spaces and tabs, not behind a line break. */
function skipSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== 0x0a && isWhiteSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** The start of the next line with text on it. */
function skipBlankLines(text: string, from: number, end: number): number {
  let lineStart = from;
  for (let at = from; at < end && isWhiteSpace(text.charCodeAt(at)); at += 1) {
    if (text.charCodeAt(at) === 0x0a) lineStart = at + 1;
    if (at === end - 1) return end;
  }
  return lineStart;
}

function endsSentence(text: string, at: number, stop: number, next: number, start: number): boolean {
  if (CJK_TERMINATORS.has(text.charCodeAt(at))) return true;
  if (next === stop) return false;
  const following = text.charCodeAt(next);
  if (following >= 0x61 && following <= 0x7a) return false;
  return text.charCodeAt(at) !== 0x2e || !isAbbreviation(text, at, start);
}

/** Whether the word before the full stop at `at` is an abbreviation or an initial. */
function isAbbreviation(text: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && at - first <= MAX_ABBREVIATION && /[\p{L}]/u.test(text[first - 1] ?? '')) first -= 1;
  const word = text.slice(first, at);
  if (word.length > MAX_ABBREVIATION || word === '') return false;
  return (word.length === 1 && word !== 'I') || ABBREVIATIONS.has(word.toLowerCase());
}

function lineCut(text: string, lineFeed: number, next: number, end: number): number {
  if (next > lineFeed + 2) return CUT.block;
  if (LIST_ITEM.test(text.slice(next, Math.min(end, next + 16)))) return CUT.listItem;
  const last = text.charCodeAt(lineFeed - 1) === 0x0d ? lineFeed - 2 : lineFeed - 1;
  return isTerminator(text.charCodeAt(last)) ? CUT.listItem : CUT.line;
}

import { createAtomList, type Atom, type AtomList } from './atoms.js';
import { partsGrapheme, partsSurrogates } from './characters.js';
import { splitLines } from './code.js';
import { CROSS, CUT } from './costs.js';
import type { Outline, Segment, Splitter } from './outline.js';
import { splitParagraphs, splitSentences, splitWords, type Cut } from './prose.js';
import type { TokenIndex } from './token-index.js';

/** What splitting needs to know. */
interface SplitContext {
  readonly text: string;
  readonly tokens: TokenIndex;
  readonly maxTokens: number;
}

const FINER: Readonly<Record<Splitter, Splitter | undefined>> = { paragraphs: 'sentences', sentences: 'words', lines: 'words', words: 'units', units: 'marks', marks: undefined };

/** Pieces of a word that the tokenizer does not know stay above BERT's 100 characters, so that each remains one unknown token. */
const MIN_UNKNOWN_LENGTH = 128;

/** Cuts every segment of an outline that does not fit, at ever finer borders. */
export function splitToFit(outline: Outline, text: string, tokens: TokenIndex, maxTokens: number): readonly Atom[] {
  const context: SplitContext = { text, tokens, maxTokens };
  const list = createAtomList(grainOf(maxTokens));
  // Tokens of the headings directly above.
  let headingTokens = 0;
  for (const segment of outline.segments) {
    // A first paragraph that does not fit together with its heading is cut, so that the heading does not stand alone.
    const isUnderHeading = segment.cut === CUT.afterHeading && segment.splitter === 'sentences' && headingTokens <= maxTokens / 2;
    addFitting(list, segment, context, maxTokens - (isUnderHeading ? headingTokens : 0));
    headingTokens = segment.continues ? 0 : headingTokens + tokens.count(segment.start, segment.end);
  }
  return list.atoms;
}

/** Finer than this many tokens nothing is worth telling apart: it keeps the planner fast on texts of tiny lines. */
const grainOf = (maxTokens: number): number => Math.floor(maxTokens / 20);

function addFitting(list: AtomList, segment: Segment, context: SplitContext, limit: number): void {
  const { start, end, cut, cross, section, continues, splitter } = segment;
  const weight = context.tokens.count(start, end);
  if (weight <= limit) {
    list.add({ start, end, cut, cross, section, continues, weight });
    return;
  }
  const finer = FINER[splitter];
  const cuts = cutSegment(segment, context);
  for (let index = -1; index < cuts.length; index += 1) {
    const piece = cuts[index];
    const next = cuts[index + 1]?.start ?? end;
    // The first piece starts where the segment does, and so inherits what its border costs.
    const part: Segment =
      piece === undefined
        ? { start, end: next, cut, cross, section, continues, splitter: finer ?? splitter }
        : { start: piece.start, end: next, cut: piece.cut, cross: CROSS.none, section, continues: true, splitter: finer ?? splitter };
    if (finer === undefined) addUnit(list, part, context);
    else addFitting(list, part, context, piece === undefined ? limit : context.maxTokens);
  }
}

/** Where a segment is cut inside; a grapheme is only parted when it alone does not fit. */
function cutSegment(segment: Segment, context: SplitContext): Cut[] {
  const parts = segment.splitter === 'marks' ? partsSurrogates : partsGrapheme;
  return candidateCuts(segment, context).filter(({ start }) => start > segment.start && start < segment.end && !parts(context.text, start));
}

function candidateCuts({ splitter, start, end }: Segment, context: SplitContext): Cut[] {
  switch (splitter) {
    case 'paragraphs':
      return splitParagraphs(context.text, start, end);
    case 'sentences':
      return splitSentences(context.text, start, end);
    case 'lines':
      return splitLines(context.text, start, end);
    case 'words':
      return splitWords(context.text, start, end);
    case 'units':
      return splitUnits(start, end, grainOf(context.maxTokens), context);
    case 'marks':
      return splitUnits(start, end, 0, context);
  }
}

/** After these a text without spaces (minified code, CSV, JSON) is cut more readily. */
const SEPARATORS = new Set([...',;:)]}>，；、）】》'].map((character) => character.charCodeAt(0)));

function splitUnits(start: number, end: number, grain: number, { text, tokens }: SplitContext): Cut[] {
  const cuts: Cut[] = [];
  let last = start;
  for (let unit = tokens.unitFrom(start); tokens.unitStart(unit) < end; unit += 1) {
    const at = tokens.unitStart(unit);
    const isSeparated = SEPARATORS.has(text.charCodeAt(at - 1));
    if (tokens.count(last, at) < (isSeparated ? grain / 2 : grain)) continue;
    cuts.push({ start: at, cut: isSeparated ? CUT.word : CUT.unit });
    last = at;
  }
  return cuts;
}

/** One unit: whole when it fits, else in pieces of equal length. */
function addUnit(list: AtomList, unit: Segment, { maxTokens, tokens, text }: SplitContext): void {
  const { start, end, cut, cross, section, continues } = unit;
  const weight = tokens.count(start, end);
  const length = text.slice(start, end).trimEnd().length;
  const known = tokens.unitTokens(tokens.unitFrom(start));
  // Nobody knows how the pieces are tokenised. Of what has many tokens no piece is longer than it may have tokens; the rest is cut as little as its length allows.
  const pieces = known > maxTokens ? Math.ceil(Math.max(known, length) / maxTokens) : Math.min(Math.ceil(weight / maxTokens), Math.floor(length / MIN_UNKNOWN_LENGTH));
  if (pieces <= 1) {
    list.add({ start, end, cut, cross, section, continues, weight: Math.min(weight, maxTokens) });
    return;
  }
  for (let piece = 1, from = start; from < end; piece += 1) {
    const cutAt = safeCut(text, Math.max(from + 1, start + Math.round((piece * length) / pieces)), from);
    const to = cutAt >= start + length ? end : cutAt;
    const isFirst = from === start;
    list.add({ start: from, end: to, cut: isFirst ? cut : CUT.unit, cross: isFirst ? cross : CROSS.none, section, continues: false, weight: maxTokens });
    from = to;
  }
}

/** How far a cut moves to spare a grapheme; the longest emoji in use have 35 code units. */
const MAX_SHIFT = 40;

function safeCut(text: string, wanted: number, after: number): number {
  for (let at = wanted; at > after && at > wanted - MAX_SHIFT; at -= 1) if (!partsGrapheme(text, at)) return at;
  return partsSurrogates(text, wanted) ? wanted + 1 : wanted;
}

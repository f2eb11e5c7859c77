/**
 * How a segment is cut further when it does not fit, coarse to fine; what still does not fit goes on to a finer one.
 * `units` are those of the token map, `marks` the units inside one grapheme.
 */
export type Splitter = 'paragraphs' | 'sentences' | 'lines' | 'words' | 'units' | 'marks';

/** A stretch of text that stays whole when it fits into a chunk. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** Cost of a chunk that starts here; 0 is the best place to cut. */
  readonly cut: number;
  /** Cost of a chunk that runs on over the start of this segment. */
  readonly cross: number;
  /** Index into {@link Outline.sections}. */
  readonly section: number;
  /** Whether a chunk that starts here may repeat the end of the one before. */
  readonly continues: boolean;
  readonly splitter: Splitter;
}

/** What a text is made of. */
export interface Outline {
  /** In order; each ends where the next starts, the first starts at 0, the last ends with the text. */
  readonly segments: readonly Segment[];
  /** Heading path of each section, outermost first; empty for text under no heading. */
  readonly sections: readonly (readonly string[])[];
}

/** A segment before its end is known. */
export type SegmentStart = Omit<Segment, 'end'>;

/** Closes each segment where the next one starts. The first one takes in whatever stands before it. */
export function closeSegments(starts: readonly SegmentStart[], end: number): Segment[] {
  return starts.map((segment, index) => ({
    ...segment,
    start: index === 0 ? 0 : segment.start,
    end: starts[index + 1]?.start ?? end,
  }));
}

/** One line of a text; `end` is behind its line break. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** Without the line break. */
  readonly text: string;
}

/** The lines of `text` between two offsets, of which the first is the start of a line. */
export function* linesOf(text: string, start = 0, end = text.length): Generator<Line> {
  for (let at = start; at < end; ) {
    const lineFeed = text.indexOf('\n', at);
    const next = lineFeed < 0 || lineFeed >= end ? end : lineFeed + 1;
    const stop = next === lineFeed + 1 ? (text.charCodeAt(lineFeed - 1) === 0x0d && lineFeed > at ? lineFeed - 1 : lineFeed) : end;
    yield { start: at, end: next, text: text.slice(at, stop) };
    at = next;
  }
}

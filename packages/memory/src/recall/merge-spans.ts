/** A stretch of one text that was found. */
export interface FoundSpan {
  /** Names the text. */
  readonly source: string;
  /** UTF-16 offsets into it. */
  readonly start: number;
  readonly end: number;
  /** 0 to 1. */
  readonly relevance: number;
  /** Chunks it is made of, in order. */
  readonly chunkIds: readonly number[];
}

/**
 * Joins spans of one text that overlap or have nothing but white space between them, so that no character comes twice. A joined span is as relevant as
 * its most relevant part; most relevant first, then in the order given.
 */
export function mergeSpans(spans: readonly FoundSpan[], textOf: (source: string) => string): FoundSpan[] {
  const bySource = new Map<string, FoundSpan[]>();
  for (const span of spans) bySource.set(span.source, [...(bySource.get(span.source) ?? []), span]);
  const merged = [...bySource].flatMap(([source, found]) => mergeInText(found, textOf(source)));
  return merged.toSorted((a, b) => b.relevance - a.relevance);
}

function mergeInText(spans: readonly FoundSpan[], text: string): FoundSpan[] {
  const merged: FoundSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && (span.start <= last.end || text.slice(last.end, span.start).trim() === '')) merged[merged.length - 1] = joined(last, span);
    else merged.push(span);
  }
  return merged;
}

function joined(a: FoundSpan, b: FoundSpan): FoundSpan {
  return { ...a, end: Math.max(a.end, b.end), relevance: Math.max(a.relevance, b.relevance), chunkIds: [...new Set([...a.chunkIds, ...b.chunkIds])] };
}

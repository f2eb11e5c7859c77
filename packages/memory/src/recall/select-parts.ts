import { chunkText } from '@ltmc/chunking';
import type { ChunkInput, TokenMap } from '@ltmc/contracts';
import { dropRepeated } from './drop-repeated.js';
import type { FoundDocument } from './find-document.js';
import { mergeSpans } from './merge-spans.js';
import { relevanceTo, type RelevanceModel } from './models.js';
import { passageText } from './passage-text.js';

/** What of a document goes into a context. */
export interface DocumentPart {
  /** Position of the document. */
  readonly document: number;
  readonly text: string;
  /** Nothing of the document is missing. */
  readonly isWhole: boolean;
}

/** A chunk of one of the documents, and how relevant it is. */
export interface RatedChunk {
  readonly document: number;
  readonly chunk: ChunkInput;
  readonly relevance: number;
}

export interface RateOptions {
  readonly query: string;
  /** Tokens of each document. */
  readonly maps: readonly TokenMap[];
  readonly model: RelevanceModel;
  /** Cosine of the query and a text; null where the model is away. */
  similarity(text: string): Promise<number | null>;
}

/** Chunks whose meaning is compared, those that hold most of the query's words: a third of a second at most, whatever was sent. */
const MAX_EMBEDDED = 32;

export function wholeDocument({ text }: FoundDocument, document: number): DocumentPart {
  return { document, text: passageText(text, 0, text.length), isWhole: true };
}

/** The chunks of the documents, those nearest to the query first. */
export async function rateChunks(documents: readonly FoundDocument[], { query, maps, model, similarity }: RateOptions): Promise<RatedChunk[]> {
  const relevance = relevanceTo(query, model);
  const byWords = documents
    .flatMap(({ text, kind }, document) => chunkText(text, { kind, ...tokensOf(maps[document]) }).map((chunk) => ({ document, chunk, relevance: relevance({ ...passageOf(chunk), similarity: null }) })))
    .toSorted((a, b) => b.relevance - a.relevance);
  const byMeaning = await Promise.all(byWords.slice(0, MAX_EMBEDDED).map(async (one) => ({ ...one, relevance: relevance({ ...passageOf(one.chunk), similarity: await similarity(one.chunk.content) }) })));
  const least = Math.min(...byMeaning.map((one) => one.relevance));
  // What was not embedded had no more of the words than anything that was, so it comes after all of that.
  return [...byMeaning.toSorted((a, b) => b.relevance - a.relevance), ...byWords.slice(MAX_EMBEDDED).map((one) => ({ ...one, relevance: Math.min(least, one.relevance) }))];
}

export interface Room {
  readonly maps: readonly TokenMap[];
  readonly maxTokens: number;
}

/** As many of the first chunks as may fit: neighbours joined, nothing twice, most relevant first. */
export function selectParts(documents: readonly FoundDocument[], rated: readonly RatedChunk[], room: Room): DocumentPart[] {
  const spans = within(rated, room).map(({ document, chunk, relevance }) => ({ source: String(document), start: chunk.startOffset, end: chunk.endOffset, relevance, chunkIds: [] }));
  const merged = mergeSpans(spans, (document) => documents[Number(document)]?.text ?? '');
  return dropRepeated(merged.map(({ source, start, end, relevance }) => partOf(documents, Number(source), { start, end, relevance })));
}

function tokensOf(tokens: TokenMap | undefined): { readonly tokens?: TokenMap } {
  return tokens ? { tokens } : {};
}

function passageOf({ content, heading }: ChunkInput): { readonly text: string; readonly title: string } {
  return { text: content, title: heading ?? '' };
}

/** The first chunks, until they have more tokens than there is room; the last of them may be cut. */
function within(rated: readonly RatedChunk[], { maps, maxTokens }: Room): RatedChunk[] {
  let room = maxTokens;
  return rated.filter(({ document, chunk }) => {
    if (room <= 0) return false;
    room -= tokensBetween(maps[document], chunk);
    return true;
  });
}

function tokensBetween(map: TokenMap | undefined, { startOffset, endOffset }: ChunkInput): number {
  if (!map) return 0;
  return map.counts.reduce((sum, count, unit) => sum + ((map.starts[unit] ?? 0) >= startOffset && (map.starts[unit] ?? 0) < endOffset ? count : 0), 0);
}

function partOf(documents: readonly FoundDocument[], document: number, { start, end, relevance }: { readonly start: number; readonly end: number; readonly relevance: number }): DocumentPart & { readonly relevance: number } {
  const text = documents[document]?.text ?? '';
  return { document, text: passageText(text, start, end), isWhole: text.slice(0, start).trim() === '' && text.slice(end).trim() === '', relevance };
}

import { sentencesOf, type TextSpan } from '@ltmc/chunking';
import type { PassageText } from '@ltmc/ranking';
import { endsAsking } from './ends-asking.js';
import type { Extract, Passage } from './types.js';

/** Words of an extract at most, the first sentence aside. */
const MAX_WORDS = 48;
/** Passages that are looked at sentence by sentence. */
const MAX_PASSAGES = 3;
/** Sentences whose meaning is compared; of a longer passage those that hold most of the question's words. */
const MAX_EMBEDDED = 12;
const HEADING = /^\s{0,3}#{1,6}\s/;

export interface ExtractOptions {
  /** Only a passage at least so relevant is quoted. */
  readonly threshold: number;
  /** How probable it is that a text answers the question. */
  readonly relevance: (passage: PassageText) => number;
  /** Cosine of the question and a text; null where the model is away. */
  similarity(text: string): Promise<number | null>;
}

/**
 * The part of the most relevant passages that fits the question best: a sentence, and of those beside it in the same paragraph as many as read
 * well together. Verbatim. A question is no answer, so questions are passed over; null when no passage is relevant enough.
 */
export async function chooseExtract(passages: readonly Passage[], options: ExtractOptions): Promise<Extract | null> {
  const relevant = passages.filter(({ relevance }) => relevance >= options.threshold).slice(0, MAX_PASSAGES);
  for (const passage of relevant) {
    const span = await bestSpan(passage.text, options);
    if (span) return { text: passage.text.slice(span.start, span.end), source: passage.source, chunkIds: passage.chunkIds, relevance: passage.relevance };
  }
  return null;
}

async function bestSpan(text: string, { relevance, similarity }: ExtractOptions): Promise<TextSpan | undefined> {
  const sentences = sentencesOf(text).filter(({ start, end }) => isStatement(text.slice(start, end)));
  const byWords = sentences
    .map((span, index) => ({ span, index, score: relevance({ text: text.slice(span.start, span.end), similarity: null }) }))
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, MAX_EMBEDDED);
  const rated = await Promise.all(byWords.map(async ({ span, index, score }) => {
    const sentence = text.slice(span.start, span.end);
    const cosine = await similarity(sentence);
    return { index, score: cosine === null ? score : relevance({ text: sentence, similarity: cosine }) };
  }));
  const best = rated.toSorted((a, b) => b.score - a.score || a.index - b.index)[0];
  return best === undefined ? undefined : widened(text, sentences, best.index);
}

function isStatement(sentence: string): boolean {
  return !endsAsking(sentence) && !HEADING.test(sentence) && /[\p{L}\p{N}]/u.test(sentence);
}

/** Takes in what follows first, then what is before, while it stays in the paragraph and is short. */
function widened(text: string, sentences: readonly TextSpan[], index: number): TextSpan | undefined {
  const first = sentences[index];
  if (first === undefined) return undefined;
  let { start, end } = first;
  const takes = (next: TextSpan | undefined): next is TextSpan => {
    if (next === undefined || !isBeside(text, { start, end }, next)) return false;
    return text.slice(Math.min(start, next.start), Math.max(end, next.end)).split(/\s+/).length <= MAX_WORDS;
  };
  for (let after = index + 1; ; after += 1) {
    const next = sentences[after];
    if (!takes(next)) break;
    end = next.end;
  }
  for (let before = index - 1; ; before -= 1) {
    const next = sentences[before];
    if (!takes(next)) break;
    start = next.start;
  }
  return { start, end };
}

/** Nothing but white space between the two: no heading, no question that was passed over, no new paragraph. */
function isBeside(text: string, a: TextSpan, b: TextSpan): boolean {
  const between = a.end <= b.start ? text.slice(a.end, b.start) : text.slice(b.end, a.start);
  return between.trim() === '' && !/\n[ \t]*\n/.test(between);
}

import type { MemoryHit } from './types.js';

/**
 * Cosine from which a text is about what a sentence asks. Measured (docs/measurements.md, code patterns): of 64 right answers to a paraphrase 3 lie
 * below, of 20 questions about something else 3 have a hit above.
 */
const MIN_SIMILARITY = 0.25;
/** Of a word or two, which say less, and which resemble everything a little. */
const MIN_LOOKUP_SIMILARITY = 0.3;
/** More words than that make a sentence. */
const LOOKUP_WORDS = 2;
/** What stands in identifiers and code, and not in sentences. */
const CODE_MARK = /[_(){}[\]=;]|\p{Ll}\p{Lu}|\w[.:]{1,2}\w/u;

/**
 * How well hits on short texts fit a query, 0 to 1. A word or two, or something of code, is looked up: words count as much as in any search. A sentence is
 * understood: in short texts of one field a word in common ("list", "return", "call") says next to nothing, so its meaning alone decides, and the words
 * only where there is no embedding.
 */
export function relevanceTo(query: string): (hit: Pick<MemoryHit, 'similarity' | 'score' | 'why'>) => number {
  return isLookup(query) ? ({ score }) => score : ({ similarity, score }) => (similarity === null ? score : Math.max(0, similarity));
}

/** Whether a hit has a meaning or, where words count, a word in common with the query; a ranking alone has a best hit in any heap. */
export function relatedTo(query: string): (hit: Pick<MemoryHit, 'similarity' | 'why'>) => boolean {
  return isLookup(query)
    ? ({ similarity, why }) => why.keyword > 0 || (similarity ?? 0) >= MIN_LOOKUP_SIMILARITY
    : ({ similarity, why }) => (similarity === null ? why.keyword > 0 : similarity >= MIN_SIMILARITY);
}

/** Whether a query names what it looks for, and does not ask. */
function isLookup(query: string): boolean {
  return CODE_MARK.test(query) || (query.match(/\S+/g) ?? []).length <= LOOKUP_WORDS;
}

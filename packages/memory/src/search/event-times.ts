import type { ChunkView, MemoryFilter, TextHit, TimeRange } from '@ltmc/contracts';
import { contentWords, fuse, rangesAround, readQuestionTimes, type EventTime, type NamedEvent } from '@ltmc/ranking';
import type { SearchFlowParts } from '../search-flow.js';
import { embedQuery, searchMeaning } from './search-meaning.js';

/** Looked at to find what is of an event, and taken of these: what is said of it at several times gives several. */
const CANDIDATES = 12;
const MOST_ANCHORS = 3;
/** Share of the event's words that has to be there, or else its meaning. */
const MIN_COVERAGE = 0.5;
const MIN_SIMILARITY = 0.4;
/** A text that is longer speaks of more than one thing: only what stands beside the event in it is of the event. */
const SHORT_CHARACTERS = 400;
/** What is longer says no more than the time at which it was said. */
const LONGEST_MS = 31 * 86_400_000;

export interface EventLookup {
  /** That of the search: what it leaves out dates nothing. */
  readonly filter: MemoryFilter;
  readonly signal: AbortSignal | undefined;
}

/**
 * When it was that a question speaks of by an event ("two weeks before the trip"): what the record says of the event is searched by words and by meaning. A date in what is found
 * counts before the time at which it was said. Empty where nothing is known of it; never rejects: where nothing can be searched, the search itself says so.
 */
export async function timesOfEvents(parts: SearchFlowParts, events: readonly EventTime[], lookup: EventLookup): Promise<readonly TimeRange[]> {
  const found = await Promise.all(events.map(async (time) => {
    const [anchors, others] = await Promise.all([anchorsOf(parts, time.event, lookup), time.other && anchorsOf(parts, time.other, lookup)]);
    const agreed = time.isExact || areNear(anchors) ? anchors : [];
    return rangesAround(time, others ? between(anchors, others) : agreed, lookup.filter.validAtMs);
  }));
  return found.flat();
}

/** Whether all may be of one event: "the holiday" that comes again was at no one time. */
function areNear(anchors: readonly TimeRange[]): boolean {
  return Math.max(...anchors.map(({ fromMs }) => fromMs)) - Math.min(...anchors.map(({ fromMs }) => fromMs)) <= LONGEST_MS;
}

/** From the one to the other, as the best of both say. */
function between([one]: readonly TimeRange[], [other]: readonly TimeRange[]): TimeRange[] {
  return one && other ? [{ fromMs: Math.min(one.fromMs, other.fromMs), untilMs: Math.max(one.untilMs, other.untilMs) }] : [];
}

async function anchorsOf(parts: SearchFlowParts, event: NamedEvent, lookup: EventLookup): Promise<readonly TimeRange[]> {
  try {
    const units = await unitsOf(parts, event, lookup);
    const terms = contentWords(event.words);
    const dated = units.map((view) => ({ view, times: timesSaid(view, terms) }));
    const withDates = dated.filter(({ times }) => times.length > 0);
    const best = withDates.length > 0 ? withDates : dated.map(({ view }) => ({ view, times: [{ fromMs: view.atMs, untilMs: view.atMs + 1 }] }));
    return best.slice(0, MOST_ANCHORS).flatMap(({ times }) => times);
  } catch {
    // The same stores answer the question: what keeps them from it is told there.
    return [];
  }
}

interface Candidate {
  readonly id: number;
  readonly semantic: number | null;
  readonly keyword: number | null;
}

/** What is most likely of the event, best first. */
async function unitsOf(parts: SearchFlowParts, { words: phrase, within }: NamedEvent, { filter: asked, signal }: EventLookup): Promise<readonly ChunkView[]> {
  const filter: MemoryFilter = within.length === 0 ? asked : { ...asked, times: within };
  const words = parts.record.searchText(phrase, filter, CANDIDATES);
  const [text, meaning] = await Promise.all([words, searchMeaning(parts, { query: embedQuery(parts.embedder, phrase, signal), filter, mode: 'hybrid', limit: CANDIDATES, words, signal })]);
  const fused = fuse(candidatesOf(text, new Map(meaning?.hits.map(({ vectorId, similarity }) => [vectorId, similarity])))).slice(0, 2 * CANDIDATES);
  const views = new Map((await parts.record.readChunks({ vectorIds: fused.map(({ candidate: { id } }) => id) }, filter)).map((view) => [view.vectorId, view]));
  const terms = contentWords(phrase);
  const units = fused.flatMap(({ candidate: { id, semantic } }) => {
    const view = views.get(id);
    // Who asks about the event says nothing of when it was.
    return view && !view.content.trimEnd().endsWith('?') ? [{ view, semantic: semantic ?? 0, coverage: coverageOf(view.content, terms) }] : [];
  });
  const most = Math.max(0, ...units.map(({ coverage }) => coverage));
  if (most >= MIN_COVERAGE) return units.filter(({ coverage }) => coverage === most).map(({ view }) => view);
  return units.filter(({ semantic }) => semantic >= MIN_SIMILARITY).slice(0, 1).map(({ view }) => view);
}

function candidatesOf(text: readonly TextHit[], cosines: ReadonlyMap<number, number>): Candidate[] {
  const keyword = new Map(text.map(({ vectorId, score }) => [vectorId, score]));
  return [...new Set([...keyword.keys(), ...cosines.keys()])].map((id) => ({ id, semantic: cosines.get(id) ?? null, keyword: keyword.get(id) ?? null }));
}

/** Share of the terms that a text holds. */
function coverageOf(text: string, terms: readonly string[]): number {
  const held = new Set(contentWords(text));
  return terms.filter((term) => held.has(term)).length / Math.max(1, terms.length);
}

/** The times that a unit speaks of where it speaks of the event, seen from when it was said; of dates without a year the nearest. */
function timesSaid({ content, atMs }: ChunkView, terms: readonly string[]): readonly TimeRange[] {
  const sentences = content.split(/(?<=[.!?])\s+|\n+/u).map((sentence) => ({ sentence, coverage: coverageOf(sentence, terms) }));
  const best = sentences.reduce((a, b) => (b.coverage > a.coverage ? b : a));
  const times = timesIn(best.sentence, atMs);
  return times.length > 0 || content.length > SHORT_CHARACTERS ? times : timesIn(content, atMs);
}

function timesIn(text: string, atMs: number): readonly TimeRange[] {
  const times = readQuestionTimes(text, atMs).ranges.filter(({ fromMs, untilMs }) => untilMs - fromMs <= LONGEST_MS);
  const away = ({ fromMs, untilMs }: TimeRange): number => Math.max(0, fromMs - atMs, atMs - untilMs);
  return times.length <= 2 ? times : times.toSorted((a, b) => away(a) - away(b)).slice(0, 1);
}

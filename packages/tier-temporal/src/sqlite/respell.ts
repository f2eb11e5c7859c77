import type { MemoryFilter, TextHit } from '@ltmc/contracts';
import { foldWord, normalizeForms } from '../words/fold.js';
import { isRespellable, nearestWord, stemDistance } from '../words/spelling.js';
import { readChunks } from './read-versions.js';
import type { Readers } from './readers.js';
import type { Vocabulary } from './vocabulary.js';
import { wordFrequencies } from './word-frequencies.js';

/** Of a query with more unknown words these are looked at; it is hardly misspelled then. */
const MOST_WORDS = 3;
/** Stems near a word whose texts are looked at, and texts of each. */
const MOST_STEMS = 8;
const MOST_TEXTS = 8;

export interface RespellParts {
  readonly readers: Readers;
  readonly vocabulary: Vocabulary;
  searchText(text: string, filter: MemoryFilter, limit: number): Promise<TextHit[]>;
}

/** See `CandidateReads.respell`. The index knows stems, of all namespaces; the words themselves are taken from texts that the filter lets pass. */
export async function respell(parts: RespellParts, words: readonly string[], filter: MemoryFilter): Promise<(string | undefined)[]> {
  const folded = words.map((word) => foldWord(normalizeForms(word)));
  const { holding } = await wordFrequencies(parts.vocabulary, words);
  const unknown = folded.flatMap((word, place) => (isRespellable(word) && holding[place] === 0 ? [place] : [])).slice(0, MOST_WORDS);
  const answers = words.map((): string | undefined => undefined);
  await Promise.all(unknown.map(async (place) => { answers[place] = await nearestTo(words[place] ?? '', filter, parts); }));
  return answers;
}

async function nearestTo(misspelled: string, filter: MemoryFilter, { readers, vocabulary, searchText }: RespellParts): Promise<string | undefined> {
  const word = foldWord(normalizeForms(misspelled));
  const stems = (await vocabulary.beginningWith(word.slice(0, 1))).flatMap(({ stem, chunks }) => {
    const distance = stemDistance(stem, word);
    return distance === undefined ? [] : [{ stem, chunks, distance, unlike: Math.abs(stem.length - word.length) }];
  });
  const nearest = stems.toSorted((a, b) => a.distance - b.distance || a.unlike - b.unlike || b.chunks - a.chunks).slice(0, MOST_STEMS);
  const written = (await vocabulary.writtenAs(nearest.map(({ stem }) => stem))).filter((one) => one !== undefined);
  const hits = (await Promise.all(written.map((one) => searchText(one, filter, MOST_TEXTS)))).flat();
  if (hits.length === 0) return undefined;
  const views = await readChunks(readers, { chunkIds: [...new Set(hits.map(({ chunkId }) => chunkId))] }, filter);
  return nearestWord(misspelled, views.map(({ content, heading, context }) => [content, heading, context].join('\n')));
}

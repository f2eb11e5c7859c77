import type { MemoryFilter, TextHit } from './record.js';
import type { StatementReads } from './statements.js';

/** Which chunks stand beside a chunk. Undefined where there is none. */
export interface AdjacentChunks {
  readonly vectorId: number;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/**
 * How many hidden messages (forgotten, expired, without a text) may stand between a message and its neighbour. Past more than that there is no neighbour:
 * they have little to do with each other, and looking on could take as long as the conversation is.
 */
export const MOST_HIDDEN_BETWEEN = 100;

/** How common words are. */
export interface WordFrequencies {
  /** Chunks to compare with: those of all namespaces, counted roughly, at least 1. */
  readonly chunks: number;
  /** For each word, in how many current chunks of all namespaces it or another form of it occurs; 0 where it is unknown. */
  readonly holding: readonly number[];
  /** For each word, in how many of these its text was taken for English; 0 where its form does not tell. */
  readonly inEnglish: readonly number[];
}

/** What a ranking asks of chunks that were found already. Ids that are unknown or do not pass the filter are absent; the order of the ids is not kept. */
export interface CandidateReads extends StatementReads {
  /**
   * BM25 of exactly these chunks, the very scores that `searchText` gives them for the same text and filter: of a query whose words are too frequent to be
   * ranked all, only those it ranks count. Chunks without any of the words are absent.
   */
  scoreText(text: string, filter: MemoryFilter, vectorIds: readonly number[]): Promise<TextHit[]>;
  /** How common each of the words is. @param words - single words; of more than 256 the others count as unknown. */
  wordFrequencies(words: readonly string[]): Promise<WordFrequencies>;
  /**
   * What words that stand in no current chunk may have been meant for: of the texts that pass the filter the word nearest in spelling, in small letters; undefined where a word is known, where none is near, and for
   * words that are not of five Latin letters or more. One mistake is allowed, two from nine letters on, none in the first letter.
   * @param words - single words; of more than three unknown ones the others stay as they are.
   */
  respell(words: readonly string[], filter: MemoryFilter): Promise<readonly (string | undefined)[]>;
  /**
   * The chunks beside each of these: the one before and after it in its text and, for the first and last chunk of a message, the last chunk of the message
   * before and the first of the one after it in its conversation (by `timestampMs`, then id). Of the filter, a neighbour has to meet time only (current or
   * `asOfMs`, `validAtMs`): what surrounds a text is not asked for its tags or its author.
   */
  adjacentChunks(vectorIds: readonly number[], filter: MemoryFilter): Promise<AdjacentChunks[]>;
  /** Those that pass the filter, each once; nothing of them is read. */
  passing(vectorIds: readonly number[], filter: MemoryFilter): Promise<number[]>;
}

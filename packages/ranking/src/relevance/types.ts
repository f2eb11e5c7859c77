import type { RecordKind } from '@ltmc/contracts';
import type { Uses } from './stated.js';

/** A question, as ranking sees it. */
export interface RankingQuery {
  /** As it was asked. */
  readonly text: string;
  /** Its words that are worth looking for, in order, and how rare each is: `inverseDocumentFrequency`. The same term again counts once. */
  readonly words: readonly AskedWord[];
  /** Terms of a unit in the mean, over the whole index. Above 0. */
  readonly averageLength: number;
  /** The word each token of late interaction belongs to, where known: rare words then count more. */
  readonly tokenWords?: readonly string[];
  /** The times the question speaks of, Unix epoch milliseconds; `untilMs` is outside. Default none. */
  readonly times?: readonly { readonly fromMs: number; readonly untilMs: number }[];
  /** Words of dates in it (`QuestionTimes.dateWords`). Default none. */
  readonly dateWords?: readonly string[];
  /** Words of events that a time is told from (`QuestionTimes.eventWords`), where it is known when they were. Default none. */
  readonly eventWords?: readonly string[];
  /** When it is asked, Unix epoch milliseconds, where it asks how things stand now (`QuestionTimes.isOfNow`). Default: it does not. */
  readonly nowMs?: number;
}

/** A word that is worth looking for. */
export interface AskedWord {
  readonly word: string;
  /** `inverseDocumentFrequency`. */
  readonly rarity: number;
  /** Whether most of the texts that hold it are English. Default: it is not known, or none holds it. */
  readonly isEnglish?: boolean;
}

/** A chunk that may be an answer, or stands beside one. */
export interface RankingUnit {
  /** Unique among the units. */
  readonly id: number;
  readonly kind: RecordKind;
  /** Its own text; null where it was not read: its words then count as absent. */
  readonly text: string | null;
  /** What its document's name says and its text does not: these words are its own too. Default: nothing. */
  readonly named?: string | undefined;
  /** What the text was read from, where that is held and never changes: the text's terms are then held as long. Default: they are made each time. */
  readonly origin?: object;
  /** Cosine to the question; null where there is no vector (yet). */
  readonly cosine: number | null;
  /** For each token of the question the best cosine to a token of this unit; null where there is no signature (yet), or it was not compared. */
  readonly tokenCosines: Float32Array | null;
  /** The unit before it in its conversation or document; null where there is none, or it is not known. It need not be among the units. */
  readonly previousId: number | null;
  /** The unit after it. */
  readonly nextId: number | null;
  /** Whether it opens its conversation or document. */
  readonly isFirst: boolean;
  /** When it was said or is about, Unix epoch milliseconds; null where unknown. */
  readonly atMs: number | null;
  /** What agents said they used it for: how much that resembles the question, and how strong the use was, each 0 to 1. Default none. */
  readonly uses?: Uses;
}

/** Names of the features, each a finite number that means the same for every question. Absent: its signal is not there for this unit. */
export type RankingFeatures = { readonly [Name in RankingFeature]?: number | undefined };

/** In the order in which they are computed; the README says what each is. */
export const RANKING_FEATURES = [
  'words', 'wordsByLength', 'wordsWithNeighbours', 'wordsOfPassage', 'wordsAroundBest', 'coverage', 'coverageOfSurroundings', 'phrase', 'quoted', 'names', 'spelled', 'lookedUp',
  'meaning', 'meaningOfPassage', 'meaningOfNeighbours', 'meaningNearby', 'meaningNearbyBest',
  'tokens', 'rareTokens', 'tokensWithNeighbours', 'tokensOfSurroundings',
  'question', 'afterQuestion', 'afterMatchingQuestion', 'length', 'first', 'speaker', 'speakerBefore', 'time', 'newness', 'usedForSuch', 'usedOften',
] as const;

/** One of {@link RANKING_FEATURES}. */
export type RankingFeature = (typeof RANKING_FEATURES)[number];

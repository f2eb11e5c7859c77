import { contentWords } from './content-words.js';

/** What is told about a passage and a question by looking at the two alone, so that it can be compared between lists. */
export interface RelevanceFeatures extends Readonly<Record<string, number>> {
  /** Cosine of question and passage, -1 to 1; 0 where there is none. */
  readonly similarity: number;
  /** Share of the question's content words that the passage holds, 0 to 1; longer words count more. */
  readonly coverage: number;
  /** 1 for an empty passage, 0.5 at 150 characters, towards 0 for a long one. */
  readonly brevity: number;
  /** `brevity * similarity`: of a short text the cosine says less. */
  readonly briefSimilarity: number;
  /** `brevity * coverage`: in a short text a word says more. */
  readonly briefCoverage: number;
  /** Content words of the question in tenths, at most 2: of a long question a smaller share is found. */
  readonly questionLength: number;
}

/** Of a passage: its text, and what else its words are found by (a name, a heading). */
export interface PassageText {
  readonly text: string;
  readonly title?: string;
  /** Cosine to the question; null where there is none. */
  readonly similarity: number | null;
}

const MAX_WORDS = 20;
const SHORT_LENGTH = 150;

/** How well a passage fits a question, of which `questionWords` are the `contentWords`. */
export function relevanceFeatures(questionWords: readonly string[], { text, title = '', similarity: cosine }: PassageText): RelevanceFeatures {
  const there = new Set(contentWords(`${title}\n${text}`));
  const similarity = cosine ?? 0;
  const coverage = shareOf(questionWords, there);
  const brevity = 1 / (1 + text.length / SHORT_LENGTH);
  return { similarity, coverage, brevity, briefSimilarity: brevity * similarity, briefCoverage: brevity * coverage, questionLength: Math.min(questionWords.length, MAX_WORDS) / 10 };
}

function shareOf(words: readonly string[], there: ReadonlySet<string>): number {
  const weightOf = (word: string): number => Math.sqrt(word.length);
  const all = words.reduce((sum, word) => sum + weightOf(word), 0);
  if (all === 0) return 0;
  return words.reduce((sum, word) => sum + (there.has(word) ? weightOf(word) : 0), 0) / all;
}

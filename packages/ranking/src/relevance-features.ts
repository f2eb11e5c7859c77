import { contentWords } from './content-words.js';

/** What is told about a passage and a question by looking at the two alone, so that it can be compared between lists. */
export interface RelevanceFeatures extends Readonly<Record<string, number>> {
  /** Cosine of question and passage, -1 to 1; 0 where there is none. */
  readonly similarity: number;
  /** Share of the question's content words that the passage holds, 0 to 1; longer words count more. */
  readonly coverage: number;
}

/** Of a passage: its text, and what else its words are found by (a name, a heading). */
export interface PassageText {
  readonly text: string;
  readonly title?: string;
  /** Cosine to the question; null where there is none. */
  readonly similarity: number | null;
}

/** How well a passage fits a question, of which `questionWords` are the `contentWords`. */
export function relevanceFeatures(questionWords: readonly string[], { text, title = '', similarity }: PassageText): RelevanceFeatures {
  return { similarity: similarity ?? 0, coverage: shareOf(questionWords, new Set(contentWords(`${title}\n${text}`))) };
}

function shareOf(words: readonly string[], there: ReadonlySet<string>): number {
  const weightOf = (word: string): number => Math.sqrt(word.length);
  const all = words.reduce((sum, word) => sum + weightOf(word), 0);
  if (all === 0) return 0;
  return words.reduce((sum, word) => sum + (there.has(word) ? weightOf(word) : 0), 0) / all;
}

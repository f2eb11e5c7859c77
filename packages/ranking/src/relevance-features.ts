import { contentWords, type ContentWord } from './content-words.js';

/** What is told about a passage and a question by looking at the two alone, so that it can be compared between lists. */
export interface RelevanceFeatures {
  /** Cosine of question and passage, -1 to 1; 0 where there is none. */
  readonly similarity: number;
  /** Share of the question's content words that the passage holds, 0 to 1; longer words count more. */
  readonly coverage: number;
  /** Share of its names and numbers, 0 to 1; 0.5 where it has none, which says nothing either way. */
  readonly specific: number;
  /** Content words of the question in hundredths, at most 0.2: of a long question a smaller share is found. */
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

/** How well a passage fits a question; make the question's words once with `contentWords`. */
export function relevanceFeatures(question: readonly ContentWord[], { text, title = '', similarity }: PassageText): RelevanceFeatures {
  const there = new Set(contentWords(`${title}\n${text}`).map(({ stem }) => stem));
  const named = question.filter(({ specific }) => specific);
  return {
    similarity: similarity ?? 0,
    coverage: shareOf(question, there),
    specific: named.length === 0 ? 0.5 : shareOf(named, there),
    questionLength: Math.min(question.length, MAX_WORDS) / 100,
  };
}

function shareOf(words: readonly ContentWord[], there: ReadonlySet<string>): number {
  const weightOf = ({ stem }: ContentWord): number => Math.sqrt(stem.length);
  const all = words.reduce((sum, word) => sum + weightOf(word), 0);
  if (all === 0) return 0;
  return words.reduce((sum, word) => sum + (there.has(word.stem) ? weightOf(word) : 0), 0) / all;
}

import type { Embedder } from '@ltmc/contracts';
import { contentWords, inverseDocumentFrequency, type RankingQuery } from '@ltmc/ranking';
import type { RecordView } from '../engine/record-view.js';

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** Of a longer query the first words are weighed; it is rare, and each costs a look into the vocabulary. */
const MOST_WORDS = 128;
const ONLY_PUNCTUATION = /^[\p{P}\p{S}\s]*$/u;

/** A query as ranking takes it. */
export type AskedWords = Omit<RankingQuery, 'averageLength'>;

export interface AskedQuery {
  readonly query: string;
  /** What of it is to be looked for word by word. */
  readonly words: string;
  /** Must not reject. */
  readonly times: NonNullable<RankingQuery['times']> | Promise<NonNullable<RankingQuery['times']>>;
  /** See `QuestionTimes.dateWords`. */
  readonly dateWords: readonly string[];
  /** See `QuestionTimes.eventWords`. */
  readonly eventWords: readonly string[];
  readonly isOfNow: boolean;
  /** When it is asked, Unix epoch milliseconds. */
  readonly askedAtMs: number;
}

/** Never rejects: where the record or the embedder cannot be asked, the words count alike, and whoever searches there hears of it anyway. */
export async function readQuery({ record, embedder }: { readonly record: Pick<RecordView, 'wordFrequencies'>; readonly embedder: Embedder }, { query, words: asked, times: found, dateWords, eventWords, isOfNow, askedAtMs }: AskedQuery): Promise<AskedWords> {
  const [words, tokenWords, times] = await Promise.all([weighWords(record, asked).catch(() => []), wordsOfTokens(embedder, query).catch(() => undefined), found]);
  return { text: query, words, times, dateWords, eventWords, ...(isOfNow && { nowMs: askedAtMs }), ...(tokenWords ? { tokenWords } : {}) };
}

/** The words of a query that are worth looking for, each once and in order, and how rare each is in the record. */
async function weighWords(record: Pick<RecordView, 'wordFrequencies'>, query: string): Promise<RankingQuery['words']> {
  const distinct = [...new Set((query.normalize('NFKC').match(WORD) ?? []).map((word) => word.toLowerCase()))];
  const telling = distinct.filter((word) => contentWords(word).length > 0);
  const words = (telling.length > 0 ? telling : distinct).slice(0, MOST_WORDS);
  if (words.length === 0) return [];
  const { chunks, holding, inEnglish } = await record.wordFrequencies(words);
  return words.map((word, place) => {
    const all = holding[place] ?? 0;
    return { word, rarity: inverseDocumentFrequency(chunks, Math.min(all, chunks)), ...(all > 0 && { isEnglish: (inEnglish[place] ?? 0) > all / 2 }) };
  });
}

/** The word that each token of late interaction belongs to: it leaves out punctuation where there is more. */
async function wordsOfTokens(embedder: Embedder, query: string): Promise<readonly string[] | undefined> {
  if (!embedder.lateInteraction) return undefined;
  const { starts, counts } = await embedder.tokenMap(query, { priority: 'query' });
  const units = [...starts].map((start, at) => ({ text: query.slice(start, starts[at + 1] ?? query.length).trim(), count: counts[at] ?? 0 }));
  const words = units.filter(({ text }) => !ONLY_PUNCTUATION.test(text));
  return (words.length > 0 ? words : units).flatMap(({ text, count }) => Array.from({ length: count }, () => text.toLowerCase()));
}

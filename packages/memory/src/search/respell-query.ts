import type { Embedder, MemoryFilter } from '@ltmc/contracts';
import type { RecordView } from '../engine/record-view.js';
import type { Respelling } from '../types.js';

/** Words of letters alone: names of code, paths and addresses are meant as they are. */
const PLAIN_WORD = /(?<![\p{L}\p{M}\p{N}_./:@#\\-])[\p{Script=Latin}\p{M}]{5,40}(?![\p{L}\p{M}\p{N}_/:@#\\-]|\.[\p{L}\p{N}])/gu;
/** So is what is quoted. */
const QUOTED = /"[^"\n]*"|“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|`[^`\n]*`/gu;
const CAMEL_CASE = /\p{Ll}\p{Lu}/u;
const ALL_CAPITALS = /^\p{Lu}+$/u;
const CAPITALISED = /^\p{Lu}/u;
/** The model knows a common word as one token, whatever the record holds, and has to spell what is misspelled. */
const SPELLED_TOKENS = 2;
/** Longer queries are texts, not questions. */
const MOST_CHARACTERS = 1000;

/** A query as it was meant. */
export interface RespelledQuery {
  readonly query: string;
  /** At least one. */
  readonly words: readonly Respelling[];
}

/**
 * A query with its misspelled words as the texts that pass the filter have them: words that the record does not hold, nor the model knows whole, and that are a mistake or two away from one that is there. Undefined
 * where there are none. Never rejects: whoever searches with the same record and model hears of their trouble.
 */
export async function respellQuery({ record, embedder }: { readonly record: Pick<RecordView, 'respell'>; readonly embedder: Embedder }, query: string, filter: MemoryFilter): Promise<RespelledQuery | undefined> {
  const words = plainWords(query);
  if (words.length === 0 || query.length > MOST_CHARACTERS) return undefined;
  try {
    const spelled = await spelledAmong(embedder, query, words);
    if (spelled.length === 0) return undefined;
    const nearest = await record.respell(spelled.map(({ text }) => text), filter);
    const found = spelled.flatMap(({ text, at }, place) => {
      const searched = nearest[place];
      return searched === undefined ? [] : [{ at, asked: text, searched: CAPITALISED.test(text) ? capitalised(searched) : searched }];
    });
    return found.length === 0 ? undefined : { query: replaced(query, found), words: found.map(({ asked, searched }) => ({ asked, searched })) };
  } catch {
    return undefined;
  }
}

interface PlainWord {
  readonly text: string;
  readonly at: number;
}

function plainWords(query: string): PlainWord[] {
  const unquoted = query.replaceAll(QUOTED, (quoted) => ' '.repeat(quoted.length));
  return Array.from(unquoted.matchAll(PLAIN_WORD), ({ 0: text, index: at }) => ({ text, at })).filter(({ text }) => !CAMEL_CASE.test(text) && !ALL_CAPITALS.test(text));
}

/** Those that take several tokens. */
async function spelledAmong(embedder: Embedder, query: string, words: readonly PlainWord[]): Promise<PlainWord[]> {
  const { starts, counts } = await embedder.tokenMap(query, { priority: 'query' });
  const tokensIn = ({ text, at }: PlainWord): number => starts.reduce((sum, start, unit) => (start >= at && start < at + text.length ? sum + (counts[unit] ?? 0) : sum), 0);
  return words.filter((word) => tokensIn(word) >= SPELLED_TOKENS);
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function replaced(query: string, found: readonly (Respelling & Pick<PlainWord, 'at'>)[]): string {
  return found.toReversed().reduce((text, { at, asked, searched }) => text.slice(0, at) + searched + text.slice(at + asked.length), query);
}

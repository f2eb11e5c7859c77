import { ENGLISH_TERMS, FOREIGN_TERMS, type TermReader } from './terms.js';
import type { RankingQuery } from './types.js';

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Words without a capital: neither names nor, in German, nouns. */
const SMALL_WORD = /^\p{Ll}+$/u;
const ASCII = /^[a-z]*$/;
/** Hardly an English question is without any of these. Frequent words that other languages have too (`is` and `of` in Dutch, `do` and `to` in Polish, `for` in Danish) are not among them. */
const FREQUENT = new Set(
  `what which who whom whose when where why how the and are were been being from with that this these those they them their there then than she his you your our not about before
  between into during does did have could would should may might must each some other more both two`.split(/\s+/),
);
/** A word that the model knows is one token. */
const SPELLED_TOKENS = 2;
/** Where the model does not know the language of a question, so many of its small words take several tokens; in the mean it is half of them. */
const SPELLED_SHARE = 0.3;

/**
 * Whether a question is in a language that the model does not know: none of its words is a frequent one of English, most of them do not stand in English texts, and it has letters that English has not, or the model
 * has to spell out many of its words. The texts tell a heap of technical words ("kubernetes ingress nginx"), which the model has to spell as well, from a foreign language.
 * @see Rust, Pfeiffer, Vulić, Ruder, Gurevych, "How Good is Your Tokenizer?", ACL 2021: the tokens a word takes (fertility) tell how well a model knows a language.
 */
export function isForeign({ text, tokenWords = [], words: asked = [] }: Partial<Pick<RankingQuery, 'tokenWords' | 'words'>> & Pick<RankingQuery, 'text'>): boolean {
  const words = text.match(WORD) ?? [];
  if (words.some((word) => FREQUENT.has(word.toLowerCase()))) return false;
  if (asked.filter(({ isEnglish }) => isEnglish).length > asked.length / 2) return false;
  const small = [...new Set(words.filter((word) => SMALL_WORD.test(word)))];
  if (small.some((word) => !ASCII.test(word))) return true;
  const [tokens, uses] = [countEach(tokenWords), countEach(words)];
  const spelled = small.filter((word) => (tokens.get(word) ?? 0) >= SPELLED_TOKENS * (uses.get(word) ?? 1));
  return small.length > 0 && spelled.length >= SPELLED_SHARE * small.length;
}

function countEach(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Reads terms as fits the language of a question. */
export function readerFor(query: Pick<RankingQuery, 'text' | 'tokenWords' | 'words'>): TermReader {
  return isForeign(query) ? FOREIGN_TERMS : ENGLISH_TERMS;
}

/** Words that say too little alone to be worth 16 bytes; as the tokenizer cuts and lower-cases them. */
const STOP_WORDS = new Set(`
a about above after again against all am an and any are aren as at be because been before being below between both but by can cannot could couldn d did didn
do does doesn doing don down during each few for from further had hadn has hasn have haven having he her here hers herself him himself his how i if in into is
isn it its itself just let ll m me more most mustn my myself no nor not now of off on once only or other ought our ours ourselves out over own re s same shall
she should shouldn so some such t than that the their theirs them themselves then there these they this those through to too under until up us ve very was wasn
we were weren what when where which while who whom why will with won would wouldn you your yours yourself yourselves
`.trim().split(/\s+/u));
const PUNCTUATION = /^[\p{P}\p{S}]+$/u;
/** Begins the tokens that go on with the word of the token before. */
const CONTINUES = '##';

/** What a token is for the choice. */
const Kind = { word: 0, stopWord: 1, punctuation: 2, special: 3 } as const;

/** Which tokens of a text take part in late interaction. Positions count from the first id given, special tokens included. */
export interface TokenChoice {
  /**
   * Of a stored text: neither stop words nor punctuation. Of a text that has nothing else the stop words stay, and of one that has not even these its
   * punctuation, so that no text with tokens is without a signature.
   */
  stored(ids: readonly number[]): number[];
  /** Of a query: all but special tokens. */
  asked(ids: readonly number[]): number[];
}

/** @param vocabulary - token to id. @param specials - ids that stand for no text, such as `[CLS]`. */
export function createTokenChoice(vocabulary: Readonly<Record<string, number>>, specials: readonly number[]): TokenChoice {
  const kinds = new Uint8Array(Math.max(...Object.values(vocabulary)) + 1);
  const continues = new Uint8Array(kinds.length);
  for (const [token, id] of Object.entries(vocabulary)) {
    if (STOP_WORDS.has(token)) kinds[id] = Kind.stopWord;
    if (PUNCTUATION.test(token)) kinds[id] = Kind.punctuation;
    if (token.length > CONTINUES.length && token.startsWith(CONTINUES)) continues[id] = 1;
  }
  for (const id of specials) kinds[id] = Kind.special;
  /** "it" in "##em" after it is the start of another word. */
  const kindAt = (ids: readonly number[], at: number): number => {
    const kind = kinds[ids[at] ?? 0] ?? Kind.word;
    return kind === Kind.stopWord && continues[ids[at + 1] ?? 0] === 1 ? Kind.word : kind;
  };
  return {
    stored: (ids) => {
      const taken: number[][] = [[], [], [], []];
      for (let at = 0; at < ids.length; at += 1) taken[kindAt(ids, at)]?.push(at);
      return [Kind.word, Kind.stopWord, Kind.punctuation].map((kind) => taken[kind] ?? []).find((positions) => positions.length > 0) ?? [];
    },
    asked: (ids) => [...ids.keys()].filter((at) => kinds[ids[at] ?? 0] !== Kind.special),
  };
}

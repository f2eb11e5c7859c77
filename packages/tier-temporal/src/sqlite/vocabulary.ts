import type { Sql } from './connection.js';
import type { Readers } from './readers.js';

/**
 * Set up on each reader: a scratch index that runs words through the same tokenizer as the texts, so that their stems can be looked up in the
 * vocabulary. Temporary, in memory; the record itself is not touched.
 */
export const WORD_SCRATCH = `
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_words USING fts5 (word, content = '', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_stems USING fts5vocab ('temp', 'query_words', 'instance');`;

const FILL = 'INSERT INTO temp.query_words (rowid, word) SELECT key, value FROM json_each($words)';

const STEMS = 'SELECT doc AS position, term FROM temp.query_stems';

const EMPTY = "INSERT INTO temp.query_words (query_words) VALUES ('delete-all')";

/** Ids of chunks are never used twice, so the last one is an upper bound of their number, and costs nothing. */
const COUNT = `
SELECT json_array(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'resource_chunks'), 0),
  (SELECT json_group_array(json_array(value, (SELECT t.doc FROM main.chunk_fts_terms AS t WHERE t.term = value))) FROM json_each($stems)))`;

const COUNT_PREFIX = 'SELECT coalesce(sum(doc), 0) FROM main.chunk_fts_terms WHERE term >= $prefix AND term < $prefix || char(1114111)';

/** That the tokenizer takes off, the first that leaves the stem as it is being taken. */
const ENDINGS = ['', 'e', 'y', 's', 'ing', 'ed', 'ity', 'ation'];

/** Words of Latin letters; the mark behind some tells their language. Beside them stand numbers, other scripts and the tokens of scopes. */
const LATIN_STEM = /^([a-z]+)\u02d1?$/u;

const BEGINNING = `
SELECT json_group_array(json_array(term, doc)) AS terms FROM main.chunk_fts_terms WHERE term >= $prefix AND term < $prefix || char(1114111)`;

/** How common words are. */
export interface WordCounts {
  /** No fewer than there are chunks. */
  readonly chunks: number;
  /** In how many current chunks (of all namespaces) each word occurs, in the order of the words; one of several tokens is as frequent as its rarest. */
  readonly holding: readonly number[];
}

/** What the full-text index knows of words. */
export interface Vocabulary {
  /** @param words - as texts have them: the index takes them apart and stems them. */
  count(words: readonly string[]): Promise<WordCounts>;
  /** Chunks that hold a token that begins so, one counted again for each such token. */
  countPrefix(prefix: string): Promise<number>;
  /** For each stem a word that the index has under it; a stem itself may be stemmed again ("obes"). Undefined where none was made up. */
  writtenAs(stems: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Stems of Latin letters that begin so. It reads all that is indexed of them: a few milliseconds for one letter and 100,000 chunks. */
  beginningWith(prefix: string): Promise<readonly KnownStem[]>;
}

/** A stem that some current chunk of any namespace holds. */
export interface KnownStem {
  readonly stem: string;
  /** Chunks that hold it. */
  readonly chunks: number;
}

/** How many words have their stems kept; then all are forgotten. */
const MOST_WORDS = 20_000;

/** What the tokenizer makes of a word never changes, so it is asked once; how many chunks hold it is asked each time. */
export function createVocabulary(readers: Readers): Vocabulary {
  const stems = new Map<string, readonly string[]>();

  const learn = async (words: readonly string[]): Promise<void> => {
    const rows = await readers.together((sql) => stemsOf(sql, words));
    if (stems.size + words.length > MOST_WORDS) stems.clear();
    for (const word of words) stems.set(word, []);
    for (const { position, term } of rows) {
      const word = words[position];
      if (word !== undefined) stems.set(word, [...(stems.get(word) ?? []), term]);
    }
  };

  /** Those that are asked for in one turn of the event loop are counted together. */
  let asked: { readonly stems: Set<string>; readonly counts: Promise<string> } | undefined;
  const counted = (wanted: readonly string[]): Promise<string> => {
    if (!asked) {
      const all = new Set<string>();
      const counts = readers.look<string>(COUNT, () => {
        asked = undefined;
        return { $stems: JSON.stringify([...all]) };
      });
      asked = { stems: all, counts };
    }
    for (const stem of wanted) asked.stems.add(stem);
    return asked.counts;
  };

  const learnNew = async (words: readonly string[]): Promise<void> => {
    const unknown = [...new Set(words)].filter((word) => !stems.has(word));
    if (unknown.length > 0) await learn(unknown);
  };

  return {
    count: async (words) => {
      await learnNew(words);
      const wanted = words.map((word) => stems.get(word) ?? []);
      const [chunks, known]: [number, [string, number | null][]] = JSON.parse(await counted(wanted.flat()));
      const counts = new Map(known);
      return { chunks, holding: wanted.map((some) => (some.length === 0 ? 0 : Math.min(...some.map((stem) => counts.get(stem) ?? 0)))) };
    },
    writtenAs: async (wanted) => {
      const made = wanted.map((stem) => ENDINGS.map((ending) => stem + ending));
      await learnNew(made.flat());
      return made.map((words, place) => words.find((word) => stems.get(word)?.join() === wanted[place]));
    },
    beginningWith: async (prefix) => {
      const [row] = await readers.query<{ terms: string }>(BEGINNING, { $prefix: prefix });
      const known: [string, number][] = JSON.parse(row?.terms ?? '[]');
      return known.flatMap(([term, chunks]) => {
        const stem = LATIN_STEM.exec(term)?.[1];
        return stem === undefined ? [] : [{ stem, chunks }];
      });
    },
    countPrefix: (prefix) => readers.look<number>(COUNT_PREFIX, { $prefix: prefix }),
  };
}

async function stemsOf(sql: Sql, words: readonly string[]): Promise<{ position: number; term: string }[]> {
  await sql.all(FILL, { $words: JSON.stringify(words) });
  try {
    return await sql.all<{ position: number; term: string }>(STEMS);
  } finally {
    await sql.all(EMPTY);
  }
}

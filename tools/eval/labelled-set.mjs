import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

/**
 * @typedef {{ id: string, text: string, session: string | null, speaker: string | null, atMs: number | null }} Unit
 * @typedef {{ text: string, type: string | null, gold: Set<string> }} Query
 * @typedef {{ name: string, units: Unit[], queries: Query[] }} Conversation
 */

/** Sets of talk: their units are logged as messages, the others stored as memories. */
const TALK = new Set(['friendsqa', 'qmsum', 'small-talk', 'two-friends']);

async function readLines(path) {
  const text = await readFile(path, 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** The questions a set itself recommends: `core` ones, or stand-alone rewrites, where there are such. */
function recommended(queries) {
  const core = queries.filter((query) => query.core === true);
  if (core.length > 0) return core;
  const rewritten = queries.filter((query) => query.form === 'standalone_rewrite');
  return rewritten.length > 0 ? rewritten : queries;
}

function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return groups;
}

/**
 * Reads `corpus.jsonl` and `queries.jsonl` of a folder.
 * @param {string} folder
 * @param {{ limit?: number, half?: 'first' | 'second', allQueries?: boolean, as?: 'messages' | 'memories' }} options `half`: every other conversation, by name, from the first or the second on; `as`: how its units are
 *   kept, where that is not how they are at home
 * @returns {Promise<{ name: string, asTalk: boolean, conversations: Conversation[] }>} `asTalk`: its units are logged as messages, else stored as memories
 */
export async function readLabelledSet(folder, { limit, half, allQueries = false, as } = {}) {
  const [corpus, allOfThem] = await Promise.all([readLines(join(folder, 'corpus.jsonl')), readLines(join(folder, 'queries.jsonl'))]);
  const units = groupBy(corpus, 'conversation');
  const queries = groupBy(allQueries ? allOfThem : recommended(allOfThem), 'conversation');
  const names = [...queries.keys()].toSorted().filter((_, index) => half === undefined || index % 2 === (half === 'first' ? 0 : 1));
  const conversations = names.slice(0, limit).map((name) => ({
    name,
    units: (units.get(name) ?? []).map(({ id, text, session = null, speaker, time }) => ({ id, text, session, speaker, atMs: timeOf(time) })),
    queries: (queries.get(name) ?? []).map((query) => ({ text: query.text, type: typeOf(query), gold: new Set(!allQueries && query.core === true ? query.gold_answer : query.gold) })),
  }));
  const name = basename(resolve(folder));
  const atHome = TALK.has(name) ? 'messages' : 'memories';
  return { name: as === undefined || as === atHome ? name : `${name} as ${as}`, asTalk: (as ?? atHome) === 'messages', conversations };
}

function timeOf(time) {
  const atMs = time === null ? Number.NaN : Date.parse(time);
  return Number.isNaN(atMs) ? null : atMs;
}

/** What sort of question it is, where the set says so: a type, a form, or the question word that ends its id. */
function typeOf({ id, type, form }) {
  return type ?? form ?? /_(What|When|Where|Which|Who|Whose|Why|How)(?:_|$)/u.exec(id)?.[1] ?? null;
}

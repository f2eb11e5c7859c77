// node tools/eval/lookups.mjs <folder of a labelled set> [...more] [--half first|second] [--as messages|memories] [--mode keyword,semantic,hybrid] [--seed N]
// Searches for what at most four units of a conversation hold, word for word: a word, two that stand together, a name, a name of code. Right are the units that hold it. See README.md.
import { parseArgs } from 'node:util';
import { random } from '../bench/stats.mjs';
import { readLabelledSet } from './labelled-set.mjs';
import { openProduct } from './product.mjs';
import { tableOf } from './report.mjs';
import { askSet, contentOf, storeSet } from './run-set.mjs';

/** Searches of each sort and set, at least. */
const SEARCHES = 200;
const LEAST_OF_CONVERSATION = 3;
const MOST_HOLDING = 4;
const SPEAKERS = 'text';
const WORD = /[\p{L}\p{N}_]+/gu;
const NAME_OF_CODE = /\b(?:[a-z]+[A-Z]\w*|[A-Za-z]+_\w+|[A-Z]+-?\d+\w*|\w+\.\w+\(\)?)(?!\w)/g;

const wordsOf = (text) => text.toLowerCase().match(WORD) ?? [];
const SORTS = {
  word: (text) => wordsOf(text).filter((word) => /^[a-z]{4,}$/u.test(word)),
  pair: (text) => wordsOf(text).flatMap((word, at, all) => (at > 0 && word.length > 3 && all[at - 1].length > 3 ? [`${all[at - 1]} ${word}`] : [])),
  name: (text) => text.match(/\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/gu) ?? [],
  code: (text) => text.match(NAME_OF_CODE) ?? [],
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { half: { type: 'string' }, as: { type: 'string' }, mode: { type: 'string', default: 'keyword,semantic,hybrid' }, seed: { type: 'string', default: '20261122' } } });
const seed = Number(values.seed);
if (positionals.length === 0) throw new Error('name the folder of a labelled set, one with corpus.jsonl and queries.jsonl');
if (!Number.isInteger(seed)) throw new Error('--seed is a whole number');

for (const folder of positionals) {
  const set = await readLabelledSet(folder, { half: values.half, as: values.as });
  const product = await openProduct();
  try {
    await storeSet(product, set, { speakers: SPEAKERS });
    for (const [sort, find] of Object.entries(SORTS)) {
      const searches = searchesOf(set, find);
      const count = searches.conversations.reduce((sum, { queries }) => sum + queries.length, 0);
      if (count === 0) continue;
      const results = {};
      for (const mode of values.mode.split(',')) results[mode] = await askSet(product, searches, mode);
      process.stdout.write(`\n## ${set.name}: ${count} searches for a ${sort}, in process, seed ${seed}\n\n${tableOf(results, seed)}\n`);
    }
  } finally {
    await product.close();
  }
}

/** The set with searches in place of its questions. */
function searchesOf(set, find) {
  const draw = random(seed);
  const each = Math.max(LEAST_OF_CONVERSATION, Math.ceil(SEARCHES / set.conversations.length));
  return {
    ...set,
    conversations: set.conversations.map((conversation) => {
      const rare = [...holdersIn(conversation.units, find)].filter(([, ids]) => ids.size <= MOST_HOLDING);
      const queries = rare.length === 0 ? [] : Array.from({ length: each }, () => rare[Math.floor(draw() * rare.length)]).map(([text, gold]) => ({ text, type: null, gold }));
      return { ...conversation, queries };
    }),
  };
}

/** Units by what they hold. */
function holdersIn(units, find) {
  const holders = new Map();
  for (const unit of units) {
    for (const found of find(contentOf(unit, { speakers: SPEAKERS }))) holders.set(found, (holders.get(found) ?? new Set()).add(unit.id));
  }
  return holders;
}

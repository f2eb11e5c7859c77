// node tools/eval/eval.mjs <folder of a labelled set> [...more] [--in-process] [--mode hybrid,semantic,keyword,no-late] [--limit-conversations N] [--half first|second] [--as messages|memories] [--all-queries] [--speakers text|name|none] [--ask sentence|misspelled|lowercase|words|two|one] [--seed N]
// Measures retrieval through the product: stores the set, asks its questions, prints tables for each set. See README.md.
import { parseArgs } from 'node:util';
import { askedAs, ASK_FORMS } from './ask-forms.mjs';
import { sizesOf } from './index-size.mjs';
import { readLabelledSet } from './labelled-set.mjs';
import { askOverTools, RANKINGS, storeOverTools, withHome } from './over-tools.mjs';
import { openProduct } from './product.mjs';
import { gainsOf, latencyOf, sizeOf, tableOf, typesOf } from './report.mjs';
import { askSet, storeSet } from './run-set.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'in-process': { type: 'boolean', default: false },
    mode: { type: 'string' },
    'limit-conversations': { type: 'string' },
    half: { type: 'string' },
    'all-queries': { type: 'boolean', default: false },
    speakers: { type: 'string', default: 'text' },
    as: { type: 'string' },
    ask: { type: 'string', default: 'sentence' },
    seed: { type: 'string', default: '20261122' },
  },
});
const inProcess = values['in-process'];
const known = Object.keys(RANKINGS).filter((name) => !inProcess || RANKINGS[name].env === undefined);
const { speakers } = values;
const wanted = values.mode?.split(',') ?? known;
const seed = Number(values.seed);
const limit = values['limit-conversations'] === undefined ? undefined : Number(values['limit-conversations']);
if (positionals.length === 0) throw new Error('name the folder of a labelled set, one with corpus.jsonl and queries.jsonl');
if (wanted.some((name) => !known.includes(name))) throw new Error(`--mode is a list of ${known.join(', ')}, not "${values.mode}"`);
if (limit !== undefined && !(limit >= 1)) throw new Error('--limit-conversations is a number of at least 1');
if (!Number.isInteger(seed)) throw new Error('--seed is a whole number');
if (values.half !== undefined && values.half !== 'first' && values.half !== 'second') throw new Error('--half is first or second');
if (!['text', 'name', 'none'].includes(values.speakers)) throw new Error('--speakers is text, name or none');
if (values.as !== undefined && values.as !== 'messages' && values.as !== 'memories') throw new Error('--as is messages or memories');
if (!Object.hasOwn(ASK_FORMS, values.ask)) throw new Error(`--ask is one of ${Object.keys(ASK_FORMS).join(', ')}, not "${values.ask}"`);

for (const folder of positionals) {
  const set = askedAs(await readLabelledSet(folder, { limit, half: values.half, allQueries: values['all-queries'], as: values.as }), values.ask);
  const units = set.conversations.reduce((sum, conversation) => sum + conversation.units.length, 0);
  const types = set.conversations.flatMap(({ queries }) => queries.map(({ type }) => type));
  process.stderr.write(`${set.name}: ${units} memories and ${types.length} questions in ${set.conversations.length} conversations\n`);
  const { results, further } = await (inProcess ? measureInProcess(set) : measureOverTools(set, units));
  const share = values.half === undefined ? 'all conversations' : `the ${values.half} half of the conversations`;
  const title = `## ${set.name}: ${units} memories, ${types.length} questions, ${share}, ${inProcess ? 'in process' : 'over stdio'}, seed ${seed}`;
  const parts = [title, tableOf(results, seed), gainsOf(results, seed), typesOf(results, types, seed), ...further];
  process.stdout.write(`\n${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

async function measureInProcess(set) {
  const product = await openProduct();
  try {
    await storeSet(product, set, { speakers });
    const results = {};
    for (const mode of wanted) results[mode] = await askSet(product, set, mode);
    return { results, further: [] };
  } finally {
    await product.close();
  }
}

async function measureOverTools(set, units) {
  return withHome(async (home) => {
    await storeOverTools(home, set, { speakers });
    const sizes = await sizesOf(home.folder);
    const [results, timings] = [{}, {}];
    for (const name of Object.keys(RANKINGS).filter((ranking) => wanted.includes(ranking))) {
      const { rows, ...times } = await askOverTools(home, set, name);
      results[name] = rows;
      timings[name] = times;
    }
    return { results, further: [latencyOf(timings), sizeOf(sizes, units)] };
  });
}

// node tools/eval/eval.mjs <folder of a labelled set> [...more] [--mode hybrid,semantic,keyword] [--limit-conversations N] [--half first|second] [--all-queries] [--no-speakers] [--seed N]
// Measures retrieval through the product: stores the set, asks its questions, prints one table a set. See README.md.
import { parseArgs } from 'node:util';
import { readLabelledSet } from './labelled-set.mjs';
import { openProduct } from './product.mjs';
import { gainsOf, tableOf } from './report.mjs';
import { askSet, storeSet } from './run-set.mjs';

const MODES = ['keyword', 'semantic', 'hybrid'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string', default: MODES.join(',') },
    'limit-conversations': { type: 'string' },
    half: { type: 'string' },
    'all-queries': { type: 'boolean', default: false },
    'no-speakers': { type: 'boolean', default: false },
    seed: { type: 'string', default: '20261122' },
  },
});
const modes = values.mode.split(',');
const seed = Number(values.seed);
const limit = values['limit-conversations'] === undefined ? undefined : Number(values['limit-conversations']);
if (positionals.length === 0) throw new Error('name the folder of a labelled set, one with corpus.jsonl and queries.jsonl');
if (modes.some((mode) => !MODES.includes(mode))) throw new Error(`--mode is a list of ${MODES.join(', ')}, not "${values.mode}"`);
if (limit !== undefined && !(limit >= 1)) throw new Error('--limit-conversations is a number of at least 1');
if (!Number.isInteger(seed)) throw new Error('--seed is a whole number');
if (values.half !== undefined && values.half !== 'first' && values.half !== 'second') throw new Error('--half is first or second');

for (const folder of positionals) {
  const set = await readLabelledSet(folder, { limit, half: values.half, allQueries: values['all-queries'] });
  const units = set.conversations.reduce((sum, conversation) => sum + conversation.units.length, 0);
  const queries = set.conversations.reduce((sum, conversation) => sum + conversation.queries.length, 0);
  process.stderr.write(`${set.name}: ${units} memories and ${queries} questions in ${set.conversations.length} conversations\n`);
  const product = await openProduct();
  try {
    await storeSet(product, set, { speakers: !values['no-speakers'] });
    const results = {};
    for (const mode of modes) results[mode] = await askSet(product, set, mode);
    const share = values.half === undefined ? 'all conversations' : `the ${values.half} half of the conversations`;
    process.stdout.write(`\n## ${set.name}: ${units} memories, ${queries} questions, ${share}, seed ${seed}\n\n${tableOf(results, seed)}\n\n${gainsOf(results, seed)}\n`);
  } finally {
    await product.close();
  }
}

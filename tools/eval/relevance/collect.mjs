// node tools/eval/relevance/collect.mjs <rows.jsonl> <folder of a labelled set> [...more] [--max-units N]
// Asks every question of the sets through the product three times and keeps what was found, for train.mjs. The rows hold texts of the sets: they belong
// outside the repository.
//   own      in its own conversation: answerable
//   removed  the same without its gold passages: not answerable, by passages that are near all the same
//   other    in another conversation of the set: not answerable
import { appendFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readLabelledSet } from '../labelled-set.mjs';
import { openProduct } from '../product.mjs';
import { progressBar } from '../../progress.mjs';
import { contextOf, SOME_MOMENT_MS, storeSet } from '../run-set.mjs';

const KEPT = 8;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'max-units': { type: 'string', default: '1500' } } });
const [file, ...folders] = positionals;
const maxUnits = Number(values['max-units']);
if (file === undefined || folders.length === 0) throw new Error('name the file to write and the folders of labelled sets');
if (!(maxUnits >= 1)) throw new Error('--max-units is a number of at least 1');

await rm(file, { force: true });
for (const folder of folders) {
  const set = thinned(await readLabelledSet(folder), maxUnits);
  const product = await openProduct();
  try {
    await storeSet(product, set, { speakers: 'text' });
    await askAll(product, set);
  } finally {
    await product.close();
  }
}

/** Every gold unit, and of the others every so-manieth, so that a year of records takes minutes and not an hour. */
function thinned(set, most) {
  const conversations = set.conversations.map((conversation) => {
    const gold = new Set(conversation.queries.flatMap((query) => [...query.gold]));
    const step = Math.ceil(conversation.units.length / most);
    return { ...conversation, units: conversation.units.filter(({ id }, index) => gold.has(id) || index % step === 0) };
  });
  return { ...set, conversations };
}

async function askAll(product, { name: set, asTalk, conversations }) {
  const kinds = [asTalk ? 'message' : 'memory'];
  const bar = progressBar(set, conversations.reduce((sum, { queries }) => sum + queries.length, 0));
  for (const [index, conversation] of conversations.entries()) {
    const other = conversations[(index + 1) % conversations.length];
    const lines = [];
    for (const { text, gold } of conversation.queries) {
      const own = await found(product, conversation, { query: text, topK: KEPT + gold.size, kinds });
      const rows = [['own', own], ['removed', own.filter(({ id }) => !gold.has(id))], ['other', await found(product, other, { query: text, topK: KEPT, kinds })]];
      for (const [kind, hits] of rows) lines.push(JSON.stringify({ set, conversation: conversation.name, kind, question: text, hits: hits.slice(0, KEPT).map((hit) => ({ ...hit, gold: kind === 'own' && gold.has(hit.id) })) }));
      bar.step();
    }
    await appendFile(file, `${lines.join('\n')}\n`);
  }
  bar.end();
}

async function found({ memory, unitOf, setNow }, conversation, search) {
  setNow(Math.max(SOME_MOMENT_MS, ...conversation.units.map(({ atMs }) => atMs ?? 0)));
  const { hits } = await memory.search(contextOf(conversation), { ...search, respell: true });
  return hits.map(({ fileName, messageId, content, heading, similarity, scoreAlone: score }) => ({ id: unitOf.get(messageId) ?? fileName, text: content, title: heading ?? '', similarity, score }));
}

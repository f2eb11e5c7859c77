// node tools/eval/ranking/collect-odds.mjs <rows.jsonl> <folder of a labelled set> [...more] [--most N]
// Asks the questions of the sets through the product, and keeps the log-odds of the ten best documents alone, for calibrate.mjs: numbers, no text. Each question is asked
//   own         in its own conversation
//   other       in another one of the set: nothing answers it there
//   few         memories only: among one that answers it and nine others, as in a young record
//   fewWithout  among the nine
import { appendFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { logOdds } from '@ltmc/ranking';
import { readLabelledSet } from '../labelled-set.mjs';
import { openProduct } from '../product.mjs';
import { contextOf, SOME_MOMENT_MS, storeSet } from '../run-set.mjs';
import { progressBar } from '../../progress.mjs';

const BEST = 10;
const FEW = 9;

const { values: { most }, positionals: [file, ...folders] } = parseArgs({ allowPositionals: true, options: { most: { type: 'string', default: '300' } } });
if (file === undefined || folders.length === 0) throw new Error('name the file to write and the folders of labelled sets');
if (!(Number(most) >= 1)) throw new Error('--most is a number of questions of a set, at least 1');

/** By conversation, the documents in it. */
const listed = new Map();
await rm(file, { force: true });
for (const folder of folders) {
  const set = await readLabelledSet(folder);
  const product = await openProduct();
  try {
    await storeSet(product, set, { speakers: 'text' });
    await askAll(product, set);
  } finally {
    await product.close();
  }
}

async function askAll(product, { name: set, asTalk, conversations }) {
  const all = conversations.flatMap((conversation, at) => conversation.queries.map((query) => ({ conversation, query, other: conversations[(at + 1) % conversations.length] })));
  const step = Math.max(1, all.length / Number(most));
  const chosen = all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  const bar = progressBar(set, chosen.length);
  for (const [number, { conversation, query: { text, gold }, other }] of chosen.entries()) {
    const ask = async (asked, where, resourceIds) => {
      product.setNow(Math.max(SOME_MOMENT_MS, ...where.units.map(({ atMs }) => atMs ?? 0)));
      const { hits } = await product.memory.search(contextOf(where), { query: text, topK: 100, kinds: [asTalk ? 'message' : 'memory'], ...(resourceIds && { resourceIds }) });
      const isRight = (hit) => where === conversation && gold.has(asTalk ? product.unitOf.get(hit.messageId) : hit.fileName);
      const best = new Map();
      for (const hit of hits.toSorted((a, b) => b.scoreAlone - a.scoreAlone)) if (!best.has(hit.resourceId)) best.set(hit.resourceId, { score: Number(logOdds(hit.scoreAlone).toFixed(4)), right: isRight(hit) });
      await appendFile(file, `${JSON.stringify({ set, conversation: conversation.name, asked, hits: [...best.values()].slice(0, BEST) })}\n`);
    };
    await ask('own', conversation);
    await ask('other', other);
    if (!asTalk) {
      const { right, others } = await fewOf(product, conversation, gold, number);
      if (right !== undefined) await ask('few', conversation, [right, ...others]);
      if (right !== undefined) await ask('fewWithout', conversation, others);
    }
    bar.step();
  }
  bar.end();
}

/** One document that is right and nine that are not, other ones for each question. */
async function fewOf({ record }, conversation, gold, number) {
  if (!listed.has(conversation)) listed.set(conversation, await documentsOf(record, conversation));
  const documents = listed.get(conversation);
  const wrong = documents.filter(({ fileName }) => !gold.has(fileName));
  const apart = Math.max(1, Math.floor(wrong.length / FEW));
  const others = wrong.filter((_, at) => (at + number) % apart === 0).slice(0, FEW);
  return { right: documents.find(({ fileName }) => gold.has(fileName))?.resourceId, others: others.map(({ resourceId }) => resourceId) };
}

async function documentsOf(record, { name: namespace }) {
  const documents = [];
  for (let cursor; ;) {
    const page = await record.listResources({ namespace, validAtMs: Number.MAX_SAFE_INTEGER }, { limit: 100, ...(cursor && { cursor }) });
    documents.push(...page.resources);
    cursor = page.nextCursor;
    if (cursor === undefined) return documents;
  }
}

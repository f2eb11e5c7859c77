// node tools/eval/ranking/collect.mjs <rows.jsonl> <folder of a labelled set> [...more] [--as messages|memories]
// Stores the sets through the product, asks their questions, and keeps what each search knew of its candidates, for train.mjs: features and ids, no text.
import { appendFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readLabelledSet } from '../labelled-set.mjs';
import { openProduct } from '../product.mjs';
import { contextOf, SOME_MOMENT_MS, storeSet } from '../run-set.mjs';
import { progressBar } from '../../progress.mjs';

const { values: { as }, positionals: [file, ...folders] } = parseArgs({ allowPositionals: true, options: { as: { type: 'string' } } });
if (as !== undefined && as !== 'messages' && as !== 'memories') throw new Error('--as is messages or memories');
if (file === undefined || folders.length === 0) throw new Error('name the file to write and the folders of labelled sets');

await rm(file, { force: true });
for (const folder of folders) {
  const set = await readLabelledSet(folder, { as });
  let watched;
  const product = await openProduct({ watchRanking: (ranking) => { watched = ranking; } });
  try {
    await storeSet(product, set, { speakers: 'text' });
    const unitsByVector = await unitsOf(product, set);
    const bar = progressBar(set.name, set.conversations.reduce((sum, { queries }) => sum + queries.length, 0));
    for (const conversation of set.conversations) {
      product.setNow(Math.max(SOME_MOMENT_MS, ...conversation.units.map(({ atMs }) => atMs ?? 0)));
      for (const { text, gold } of conversation.queries) {
        watched = undefined;
        await product.memory.search(contextOf(conversation), { query: text, topK: 100, kinds: [set.asTalk ? 'message' : 'memory'] });
        const candidates = (watched?.candidates ?? []).map(({ view, features }) => {
          const id = unitsByVector(view);
          return { id, kind: view.kind === 'message' ? 'message' : 'memory', gold: gold.has(id), features };
        });
        await appendFile(file, `${JSON.stringify({ set: set.name, conversation: conversation.name, relevant: gold.size, candidates })}\n`);
        bar.step();
      }
    }
    bar.end();
  } finally {
    await product.close();
  }
}

/** From a candidate to the unit of the set: a memory bears its name, a message is known by its resource. */
async function unitsOf({ record, unitOf }, { conversations }) {
  const units = new Map();
  for (const { name } of conversations) {
    const messages = await record.chats.read(name, { messageIds: [...unitOf.keys()] });
    for (const { resourceId, messageId } of messages) units.set(resourceId, unitOf.get(messageId));
  }
  return ({ kind, resourceId, fileName }) => (kind === 'message' ? units.get(resourceId) : fileName);
}

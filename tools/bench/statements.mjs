import { inTurn, quantile, random } from './stats.mjs';
import { createTalk } from './talk.mjs';
import { CONTEXT, openTalk } from './talk-product.mjs';
import { progressBar } from '../progress.mjs';

const WRITES_AT_ONCE = 32;
const WARM_UP = 30;

/** What it costs a search of memories that agents cited some and related some: the same record before and after they did. */
export async function benchStatements({ seed, memories = 2000, queries = 200 }) {
  const draw = random(seed);
  const talk = await createTalk(draw, memories);
  const product = await openTalk({ turns: memories, seed, talk });
  try {
    const stored = await storeMemories(product, talk, memories);
    const search = (query) => product.memory.search(CONTEXT, { query, kinds: ['memory'] });
    const run = async () => {
      const questions = Array.from({ length: queries + WARM_UP }, () => talk.question());
      for (const question of questions.slice(queries)) await search(question);
      return (await inTurn(queries, (at) => search(questions[at]), () => Promise.resolve())).first;
    };
    const before = quantile(await run(), 0.5);
    await state(product, stored, talk, memories);
    const times = await run();
    const after = quantile(times, 0.5);
    return [{
      what: `search of ${memories} memories p50, ${memories / 4} citations and ${memories / 8} relations stated`,
      value: `${after.toFixed(2)} ms (p95 ${quantile(times, 0.95).toFixed(2)} ms)`,
      baseline: `before any was stated ${before.toFixed(2)} ms`,
      ratio: after / before,
      target: 'reported',
    }];
  } finally {
    await product.close();
  }
}

/** One chunk each, made as turns of talk are. @returns their resource ids */
async function storeMemories({ memory }, talk, count) {
  const bar = progressBar('store memories', count);
  const contents = Array.from({ length: count }, (_, place) => talk.turn(place).content);
  const ids = [];
  for (let at = 0; at < count; at += WRITES_AT_ONCE) {
    const batch = contents.slice(at, at + WRITES_AT_ONCE).map((content, place) => memory.store(CONTEXT, { fileName: `note-${at + place}`, content, wait: 'searchable' }).then(({ resourceId }) => (bar.step(), resourceId)));
    ids.push(...(await Promise.all(batch)));
  }
  bar.end();
  return ids;
}

async function state({ memory }, resourceIds, talk, count) {
  const bar = progressBar('state', count / 4 + count / 8);
  for (let at = 0; at < count / 4; at += 1) {
    const content = talk.question();
    const { hits } = await memory.search(CONTEXT, { query: content, kinds: ['memory'], topK: 2 });
    await memory.chats.log(CONTEXT, { conversationId: 'asked', content, linkContext: false, wait: 'searchable', usedChunks: hits.map(({ chunkId }) => chunkId) });
    bar.step();
  }
  for (let at = 0; at < count / 8; at += 1) {
    await memory.relations.relate(CONTEXT, { source: resourceIds[at * 8], target: resourceIds[at * 8 + 1], type: 'related_to' });
    bar.step();
  }
  bar.end();
}

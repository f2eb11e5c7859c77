import { bareEmbedder } from './bare-embedder.mjs';
import { openProduct } from './product.mjs';
import { inTurn, quantile, random, someQuestion, someText } from './stats.mjs';
import { progressBar } from '../progress.mjs';

/** Hybrid retrieve against the bare embedding of the same, never repeated, query. */
export async function benchQuery({ seed, documents = 1000, queries = 200 }) {
  const draw = random(seed);
  const bare = await bareEmbedder();
  const product = await openProduct();
  try {
    const bar = progressBar('stored for the query benchmark', documents);
    for (let stored = 0; stored < documents; stored += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => product.call('store_memory', { file_name: `doc-${stored + n}`, content: someText(draw, 120), wait: 'searchable' }).then(bar.step)));
    }
    bar.end();
    const questions = Array.from({ length: queries + 20 }, () => someQuestion(draw, 8));
    await inTurn(20, (run) => bare(questions[queries + run]), (run) => product.call('retrieve_memory', { query: questions[queries + run] }));
    const times = await inTurn(queries, (run) => bare(questions[run]), (run) => product.call('retrieve_memory', { query: questions[run] }));
    const p50 = { bare: quantile(times.first, 0.5), product: quantile(times.second, 0.5) };
    return [{ what: `hybrid retrieve p50 at ${documents} documents`, value: `${p50.product.toFixed(2)} ms`, baseline: `bare embedding of the query ${p50.bare.toFixed(2)} ms`, ratio: p50.product / p50.bare, target: '<= 1.5' }];
  } finally {
    await product.close();
  }
}

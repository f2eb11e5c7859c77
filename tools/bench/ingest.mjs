import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bareEmbedder } from './bare-embedder.mjs';
import { openProduct } from './product.mjs';
import { random, someText, timeMs } from './stats.mjs';
import { progressBar } from '../progress.mjs';

const IN_FLIGHT = 32;

/** Storing until searchable against embedding the same texts in a bare loop, in alternating slices; and what it does to the main thread. */
export async function benchIngest({ seed, documents = 600, slices = 6 }) {
  const draw = random(seed);
  const bare = await bareEmbedder();
  const product = await openProduct();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times = { bare: 0, product: 0 };
  const bar = progressBar('ingest slices', slices);
  try {
    for (const text of Array.from({ length: 10 }, () => someText(draw, 100))) {
      await bare(text);
      await product.call('store_memory', { file_name: `warm-${text.slice(0, 40)}`, content: text, wait: 'searchable' });
    }
    for (let slice = 0; slice < slices; slice += 1) {
      const texts = Array.from({ length: documents / slices }, () => someText(draw, 100));
      times.bare += await timeMs(async () => {
        for (const text of texts) await bare(text);
      });
      delay.enable();
      times.product += await timeMs(() => storeAll(product, texts, slice));
      delay.disable();
      bar.step();
    }
  } finally {
    bar.end();
    await product.close();
  }
  const rate = { bare: (documents / times.bare) * 1000, product: (documents / times.product) * 1000 };
  return [
    { what: 'ingest until searchable', value: `${rate.product.toFixed(1)} documents/s`, baseline: `bare embedding loop ${rate.bare.toFixed(1)}/s`, ratio: rate.product / rate.bare, target: '>= 0.8' },
    { what: 'main thread loop delay p99 under ingest', value: `${(delay.percentile(99) / 1e6).toFixed(1)} ms`, baseline: 'timer resolution 1 ms', ratio: undefined, target: '<= 10 ms' },
  ];
}

async function storeAll(product, texts, slice) {
  const left = texts.map((content, n) => ({ content, file_name: `doc-${slice}-${n}` }));
  const worker = async () => {
    for (let document = left.shift(); document; document = left.shift()) await product.call('store_memory', { ...document, wait: 'searchable' });
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

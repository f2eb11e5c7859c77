import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbedder } from '@ltmc/embedding';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { bareEmbedder } from './bare-embedder.mjs';
import { inTurn, quantile, random, someQuestion, someText } from './stats.mjs';

const CANDIDATES = 100;
const TOKENS = 256;
const BYTES_PER_TOKEN = 16;

/** Late interaction: re-scoring the best candidates against embedding the query, and what signatures add to embedding a text. */
export async function benchMaxSim({ seed, queries = 200, texts = 100 }) {
  return [...(await benchScores({ seed, queries })), ...(await benchSigned({ seed, texts }))];
}

async function benchScores({ seed, queries }) {
  const draw = random(seed);
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-bench-'));
  const store = await openHnswVectorStore({ folder });
  const bare = await bareEmbedder();
  try {
    const rows = [];
    for (const queryTokens of [8, 12]) {
      const signatures = Array.from({ length: CANDIDATES }, () => Uint8Array.from({ length: TOKENS * BYTES_PER_TOKEN }, () => draw() * 256));
      const tokens = Float32Array.from({ length: queryTokens * BYTES_PER_TOKEN * 8 }, () => (draw() - 0.5) / 3.27); // each of about length 1
      const questions = Array.from({ length: queries }, () => someQuestion(draw, queryTokens / 2));
      await inTurn(20, (run) => bare(questions[run]), () => store.maxSim(tokens, signatures)); // warm
      const times = await inTurn(queries, (run) => bare(questions[run]), () => store.maxSim(tokens, signatures));
      const p50 = { bare: quantile(times.first, 0.5), maxSim: quantile(times.second, 0.5) };
      const fastest = quantile(times.second, 0.05);
      rows.push({
        what: `MaxSim p50, ${CANDIDATES} candidates of ${TOKENS} tokens, query of ${queryTokens}`,
        value: `${p50.maxSim.toFixed(2)} ms (p5 ${fastest.toFixed(2)} ms)`,
        baseline: `bare embedding of a query ${p50.bare.toFixed(2)} ms`,
        ratio: p50.maxSim / p50.bare,
        target: '<= 5 ms',
      });
    }
    return rows;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same texts with and without signature, in turn, so that noise hits both alike. */
async function benchSigned({ seed, texts }) {
  const draw = random(seed);
  const embedder = createEmbedder({ workers: 1, cacheBytes: 0 });
  try {
    const rows = [];
    for (const words of [8, 100]) {
      const all = Array.from({ length: texts }, () => someText(draw, words));
      const embed = (run) => embedder.embed(all[run]);
      const sign = (run) => embedder.lateInteraction.embedSigned(all[run]);
      await inTurn(10, embed, sign);
      const times = await inTurn(texts, embed, sign);
      const ratios = times.first.map((ms, run) => times.second[run] / ms);
      rows.push({
        what: `embedding a text of ${words} words with its signature, p50`,
        value: `${quantile(times.second, 0.5).toFixed(2)} ms`,
        baseline: `without ${quantile(times.first, 0.5).toFixed(2)} ms`,
        ratio: quantile(ratios, 0.5),
        target: '<= 1.03',
      });
    }
    return rows;
  } finally {
    await embedder.close();
  }
}

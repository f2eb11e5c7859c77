import { bareEmbedder } from './bare-embedder.mjs';
import { createStages } from './stages.mjs';
import { inTurn, quantile, random } from './stats.mjs';
import { createTalk } from './talk.mjs';
import { CONTEXT, openTalk } from './talk-product.mjs';

const WARM_UP = 60;
const MODES = ['keyword', 'hybrid'];

/** Search in many turns of conversation against the bare embedding of the same, never repeated, question. `stages`: also where the time goes, on stderr. */
export async function benchHybrid({ seed, turns = 10_000, queries = 300, folder, stages = false }) {
  const draw = random(seed);
  const talk = await createTalk(draw, turns);
  const watcher = stages ? createStages() : undefined;
  const product = await openTalk({ folder, turns, seed, talk, ...(watcher && { watch: watcher.watch }) });
  const bare = await bareEmbedder();
  try {
    const rows = [];
    for (const mode of MODES) {
      const questions = Array.from({ length: queries + WARM_UP }, () => talk.question());
      const search = (query) => product.memory.search(CONTEXT, { query, mode, kinds: ['message'], respell: true });
      const watched = watcher && mode === 'hybrid' ? (query) => watcher.during(() => search(query)) : search;
      await inTurn(WARM_UP, (run) => bare(questions[queries + run]), (run) => search(questions[queries + run]));
      const times = await inTurn(queries, (run) => bare(questions[run]), (run) => watched(questions[run]));
      const [bareMs, searchMs] = [quantile(times.first, 0.5), quantile(times.second, 0.5)];
      rows.push({
        what: `${mode} search p50 at ${turns} turns`,
        value: `${searchMs.toFixed(2)} ms (p95 ${quantile(times.second, 0.95).toFixed(2)} ms)`,
        baseline: `bare embedding of the query ${bareMs.toFixed(2)} ms`,
        ratio: searchMs / bareMs,
        target: mode === 'hybrid' ? '<= 2.5' : 'reported',
      });
    }
    if (watcher) for (const { name, fromMs, tookMs, share } of watcher.table()) process.stderr.write(`${name.padEnd(40)} from ${fromMs.toFixed(2).padStart(6)} ms, ${tookMs.toFixed(2).padStart(6)} ms, in ${(100 * share).toFixed(0)} %\n`);
    return rows;
  } finally {
    await product.close();
  }
}

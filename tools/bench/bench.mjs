// node tools/bench/bench.mjs [query] [hybrid] [ingest] [store] [spawn] [cache] [graph] [tools] [answers] [maxsim] [coordination] [index-size] [statements] [--seed N] [--short]
// hybrid and index-size also take --turns N and --folder FOLDER (keeps the record there, or uses the one kept); hybrid --stages (where the time goes).
// Ratios against a baseline measured in the same run. Prints; never passes or fails on time.
import { parseArgs } from 'node:util';
import { benchAnswers } from './answers.mjs';
import { benchCache } from './cache.mjs';
import { benchCoordination } from './coordination.mjs';
import { benchGraph } from './graph.mjs';
import { benchHybrid } from './hybrid.mjs';
import { benchIndexSize } from './index-size.mjs';
import { benchIngest } from './ingest.mjs';
import { benchMaxSim } from './maxsim.mjs';
import { benchQuery } from './query.mjs';
import { benchSpawn } from './spawn.mjs';
import { benchStatements } from './statements.mjs';
import { benchStore } from './store.mjs';
import { benchTools } from './tools.mjs';

const benches = { query: benchQuery, hybrid: benchHybrid, ingest: benchIngest, store: benchStore, spawn: benchSpawn, cache: benchCache, graph: benchGraph, tools: benchTools, answers: benchAnswers, maxsim: benchMaxSim, coordination: benchCoordination, 'index-size': benchIndexSize, statements: benchStatements };
const short = { documents: 120, turns: 600, queries: 30, spawns: 5, stores: 40, cacheCalls: 20_000, rounds: 2, graphEdges: 5000, toolDocuments: 800, toolRuns: 20, answerCalls: 500, dayHours: 1, texts: 40, lockCycles: 100, syncs: 30, beats: 5, many: 1000, memories: 240 };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string', default: '20261122' }, short: { type: 'boolean', default: false }, turns: { type: 'string' }, folder: { type: 'string' }, stages: { type: 'boolean', default: false } } });
const chosenOptions = { seed: Number(values.seed), ...(values.short ? short : {}), ...(values.turns && { turns: Number(values.turns) }), ...(values.folder && { folder: values.folder }), stages: values.stages };
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
const chosen = positionals.length > 0 ? positionals : Object.keys(benches);

const rows = [];
for (const name of chosen) rows.push(...(await benches[name](chosenOptions)));

process.stdout.write(`\nseed ${values.seed}, Node ${process.version}, ${new Date().toISOString()}\n\n`);
process.stdout.write('| what | LTMC | baseline in the same run | ratio | target |\n| --- | --- | --- | --- | --- |\n');
for (const { what, value, baseline, ratio, target } of rows) {
  process.stdout.write(`| ${what} | ${value} | ${baseline} | ${ratio === undefined ? '' : ratio.toFixed(2)} | ${target} |\n`);
}

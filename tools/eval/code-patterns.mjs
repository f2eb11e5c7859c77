// node tools/eval/code-patterns.mjs
// Logs every task of code-patterns/tasks.jsonl as solved, asks for each by a paraphrase of its prompt, prints how often it is found. See README.md.
import { readFile } from 'node:fs/promises';
import { bootstrapInterval } from '@ltmc/ranking';
import { progressBar } from '../progress.mjs';
import { openProduct } from './product.mjs';

const FOLDER = new URL('code-patterns/', import.meta.url);
const SEED = 20261122;
const CONTEXT = { namespace: 'eval', principal: 'eval' };
const MAX_HITS = 20;

const tasks = (await readFile(new URL('tasks.jsonl', FOLDER), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line));
const unrelated = JSON.parse(await readFile(new URL('unrelated.json', FOLDER), 'utf8'));
const product = await openProduct();
try {
  const patternOf = await logAll(product.memory.code);
  const ranks = await askAll(product.memory.code, patternOf);
  process.stdout.write(`${tasks.length} solved tasks, each asked for by a paraphrase of its prompt, seed ${SEED}\n\n${tableOf(ranks)}\n\n`);
  process.stdout.write(`${await separationOf(product.memory, patternOf)}\n`);
} finally {
  await product.close();
}

async function logAll(code) {
  const bar = progressBar('log', tasks.length);
  const patternOf = new Map();
  for (const { id, prompt, code: generatedCode } of tasks) {
    const { patternId } = await code.log(CONTEXT, { inputPrompt: prompt, generatedCode, result: 'pass', language: 'python', wait: 'searchable' });
    patternOf.set(id, patternId);
    bar.step();
  }
  bar.end();
  return patternOf;
}

/** Place of the right pattern in each answer, 1 for the first; infinite where it is missing. */
async function askAll(code, patternOf) {
  const bar = progressBar('ask', tasks.length);
  const ranks = [];
  for (const { id, paraphrase } of tasks) {
    const { patterns } = await code.find(CONTEXT, { query: paraphrase, limit: MAX_HITS });
    const place = patterns.findIndex(({ patternId }) => patternId === patternOf.get(id));
    ranks.push(place < 0 ? Infinity : place + 1);
    bar.step();
  }
  bar.end();
  return ranks;
}

function tableOf(ranks) {
  const cell = (values) => {
    const { mean, low, high } = bootstrapInterval(values, { seed: SEED });
    return `${(100 * mean).toFixed(1)} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`;
  };
  const hit = (most) => cell(ranks.map((rank) => (rank <= most ? 1 : 0)));
  return ['| hit@1 | hit@5 | MRR@20 |', '| --- | --- | --- |', `| ${hit(1)} | ${hit(5)} | ${cell(ranks.map((rank) => 1 / rank))} |`].join('\n');
}

/** Where a threshold on the cosine would have to lie: right answers against the best for questions that have none. */
async function separationOf(memory, patternOf) {
  const right = [];
  for (const { id, paraphrase } of tasks) {
    const { hits } = await memory.search(CONTEXT, { query: paraphrase, kinds: ['pattern'], topK: 200, mode: 'semantic' });
    const views = await product.record.code.patterns(CONTEXT.namespace, { patternIds: [patternOf.get(id)] });
    right.push(Math.max(...hits.filter(({ resourceId }) => views[0].resourceIds.includes(resourceId)).map(({ similarity }) => similarity)));
  }
  const wrong = [];
  for (const query of unrelated) wrong.push((await memory.search(CONTEXT, { query, kinds: ['pattern'], topK: 1, mode: 'semantic' })).hits[0].similarity);
  const lines = [0.2, 0.25, 0.3, 0.35, 0.4].map((threshold) => `| ${threshold.toFixed(2)} | ${right.filter((value) => value < threshold).length} of ${right.length} | ${wrong.filter((value) => value >= threshold).length} of ${wrong.length} |`);
  return ['| cosine from | right answers lost | unrelated questions with a hit |', '| --- | --- | --- |', ...lines].join('\n');
}

// node tools/eval/route/train.mjs [--write]
// Fits the weights of route_query on the training part of queries.json and prints how often it is right on the part kept back and on fresh.json, how sure it is, and what it mixes up.
// With --write the weights are kept in packages/memory/models/route.json.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createEmbedder } from '@ltmc/embedding';
import { chooseRoute, loadRelevanceModel, relevanceTo, resemblanceOf, routeFeatures, ROUTES } from '@ltmc/memory';
import { fitSoftmax } from '../fit-logistic.mjs';

/** The least that was tried (0.003, 0.01, 0.03, 0.1) with which confidence on fresh.json is not above accuracy. */
const L2 = 0.03;
const STEPS = 500;
const MODEL = new URL('../../../packages/memory/models/route.json', import.meta.url);
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, l2: { type: 'string', default: String(L2) } } });
const read = async (name) => JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8'));
const [queries, freshQueries, store, relevance] = await Promise.all([read('queries.json'), read('fresh.json'), read('store.json'), loadRelevanceModel()]);

const typical = {};
let embeddingModel = '';
const rows = await withFeatures();
const train = rows.filter(({ part }) => part === 'train');
const test = rows.filter(({ part }) => part === 'test');
const fresh = rows.filter(({ part }) => part === 'fresh');
const names = [...new Set(train.flatMap(({ features }) => Object.keys(features)))].toSorted();
// Each query also without what was found and without the embedding model: neither an empty store nor a model that is away may spoil the rest.
const without = (row) => [{ evidence: row.evidence }, { resemblance: row.resemblance }].map((signs) => ({ label: row.label, features: routeFeatures(row.query, signs) }));
const fitted = fitSoftmax([...train, ...train.flatMap(without)], { names, classes: ROUTES.length, l2: Number(values.l2), steps: STEPS });
const digits = (value) => Number(value.toFixed(3));
const model = {
  about: 'Weights of route_query: one linear model per source, softmax over them; see docs/decisions.',
  provenance: {
    data: `tools/eval/route/queries.json: ${train.length} queries to fit, ${test.length} kept back; fresh.json: ${fresh.length} written last; tools/eval/route/store.json is what was stored`,
    method: `softmax regression, L2 ${values.l2} on standardised features, ${STEPS} steps of gradient descent, each query also without what was found and without what it resembles; deterministic`,
    command: 'node tools/eval/route/train.mjs --write',
    figures: { trainAccuracy: digits(accuracy(train)), testAccuracy: digits(accuracy(test)), testAccuracyWithEmptyStore: digits(accuracy(test, true)), freshAccuracy: digits(accuracy(fresh)), freshAccuracyWithEmptyStore: digits(accuracy(fresh, true)) },
  },
  embeddingModel,
  typical: Object.fromEntries(ROUTES.map((route) => [route, Array.from(typical[route], digits)])),
  routes: Object.fromEntries(ROUTES.map((route, index) => [route, { bias: digits(fitted[index].bias), weights: Object.fromEntries(names.map((name) => [name, digits(fitted[index].weights[name])])) }])),
};
process.stdout.write(`${JSON.stringify(model.provenance, null, 2)}\n\n## Kept back\n\n${report(test)}\n\n## Fresh\n\n${report(fresh)}\n`);
if (values.write) await writeFile(MODEL, `${JSON.stringify(model, null, 2).replaceAll(/\[\n[\s\d.,-]+\]/g, (numbers) => numbers.replaceAll(/\s+/g, ' '))}\n`);

async function withFeatures() {
  const embedder = createEmbedder();
  try {
    const items = await Promise.all(itemsOf(store).map(async (item) => ({ ...item, vector: await embedder.embed(item.text) })));
    const labelled = ROUTES.flatMap((route, label) => queries[route].map((query, index) => ({ query, route, label, part: index % 3 === 2 ? 'test' : 'train' })));
    labelled.push(...ROUTES.flatMap((route, label) => freshQueries[route].map((query) => ({ query, route, label, part: 'fresh' }))));
    embeddingModel = embedder.fingerprint.model;
    const embedded = await Promise.all(labelled.map(async (one) => ({ ...one, vector: await embedder.embed(one.query) })));
    const trained = embedded.filter(({ part }) => part === 'train');
    for (const route of ROUTES) typical[route] = meanOf(trained.filter((one) => one.route === route));
    return embedded.map((one) => {
      const evidence = evidenceOf(one.query, one.vector, items);
      // A query that is itself in the mean would resemble it too much.
      const others = one.part === 'train' ? { ...typical, [one.route]: meanOf(trained.filter((other) => other.route === one.route && other !== one)) } : typical;
      const resemblance = resemblanceOf(one.vector, others);
      return { ...one, evidence, resemblance, features: routeFeatures(one.query, { evidence, resemblance }) };
    });
  } finally {
    await embedder.close();
  }
}

function itemsOf({ memory, chat, code, todos, graph }) {
  return [
    ...memory.flatMap(({ name, text }) => [{ route: 'memory', title: name, text }, ...(graph.includes(name) ? [{ route: 'graph', title: name, text }] : [])]),
    ...chat.map((text) => ({ route: 'chat', text: text.replace(/^\w+: /, '') })),
    ...code.map((text) => ({ route: 'code', text })),
    ...todos.map((text) => ({ route: 'todos', text })),
  ];
}

function evidenceOf(query, vector, items) {
  const relevanceOf = relevanceTo(query, relevance);
  const evidence = {};
  for (const item of items) {
    const similarity = item.vector.reduce((sum, value, index) => sum + value * vector[index], 0);
    const named = item.route === 'graph' && query.includes(item.title);
    evidence[item.route] = Math.max(evidence[item.route] ?? 0, named ? 1 : relevanceOf({ text: item.text, title: item.title ?? '', similarity }));
  }
  return evidence;
}

function meanOf(some) {
  const sum = new Float64Array(some[0].vector.length);
  for (const { vector } of some) vector.forEach((value, index) => (sum[index] += value));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

function routed({ query, evidence, resemblance }, isEmpty) {
  return chooseRoute({ routes: Object.fromEntries(ROUTES.map((route, index) => [route, fitted[index]])) }, query, isEmpty ? { resemblance } : { evidence, resemblance }, ROUTES);
}

function accuracy(some, isEmpty = false) {
  return some.filter((row) => routed(row, isEmpty).route === row.route).length / some.length;
}

function report(some) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const results = some.map((row) => ({ ...row, ...routed(row, false), wanted: row.route }));
  const mixed = ROUTES.map((wanted) => line([wanted, ...ROUTES.map((route) => results.filter((result) => result.wanted === wanted && result.route === route).length)]));
  const bins = [[0, 0.4], [0.4, 0.6], [0.6, 0.8], [0.8, 0.95], [0.95, 1.01]].map(([low, high]) => {
    const inside = results.filter(({ confidence }) => confidence >= low && confidence < high);
    const mean = inside.reduce((sum, { confidence }) => sum + confidence, 0) / inside.length;
    const right = inside.filter(({ route, wanted }) => route === wanted).length;
    return { inside: inside.length, mean, right, cells: line([`${low} to ${Math.min(1, high)}`, inside.length, inside.length === 0 ? '' : mean.toFixed(2), inside.length === 0 ? '' : (right / inside.length).toFixed(2)]) };
  });
  const error = bins.reduce((sum, { inside, mean, right }) => sum + (inside === 0 ? 0 : Math.abs(mean * inside - right)), 0) / results.length;
  const wrong = results.filter(({ route, wanted }) => route !== wanted).map(({ query, route, wanted, confidence }) => `${wanted} -> ${route} (${confidence.toFixed(2)}): ${query}`);
  return [line(['confidence', 'queries', 'mean confidence', 'right']), line(Array(4).fill('---')), ...bins.map(({ cells }) => cells), `expected calibration error ${error.toFixed(3)}`, '', line(['label \\ routed', ...ROUTES]), line(Array(6).fill('---')), ...mixed, '', ...wrong].join('\n');
}

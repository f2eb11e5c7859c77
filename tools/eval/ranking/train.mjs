// node tools/eval/ranking/train.mjs <rows.jsonl> [...more] [--kind message|memory] [--each question|set] [--write]
// Fits the weights of `rankByRelevance` on every other conversation of each set and prints what comes of them on the others. README.md says what a row is.
// `--kind`: fit only these weights, the others stay; `--each`: what weighs the same. With --write the weights are kept in packages/ranking/models/ranking.json.
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { FEATURE_SETS, KINDS, PRIORS, SPEAKS_FOR } from './feature-sets.mjs';
import { reliabilityOf, tableOf } from './figures.mjs';
import { dot, fitListwise } from './fit-listwise.mjs';
import { fitPlatt } from './fit-platt.mjs';

const MODEL = new URL('../../../packages/ranking/models/ranking.json', import.meta.url);
/** Penalty, divided by the number of questions: fewer questions, smaller weights. */
const PENALTY = 10;
/** Hits of a question that are looked at. */
const SHOWN = 10;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false }, kind: { type: 'string' }, each: { type: 'string', default: 'question' } } });
if (values.kind !== undefined && !KINDS.includes(values.kind)) throw new Error(`--kind is ${KINDS.join(' or ')}`);
if (values.each !== 'question' && values.each !== 'set') throw new Error('--each is question or set');
if (positionals.length === 0) throw new Error('name the files with rows of features; README.md says what a row is');

const questions = await readQuestions(positionals);
const [trained, held] = [0, 1].map((half) => questions.filter((question) => question.half === half));
const kept = JSON.parse(await readFile(MODEL, 'utf8'));
const wanted = KINDS.filter((kind) => values.kind === undefined || values.kind === kind);
const fitted = Object.fromEntries(wanted.map((kind) => [kind, Object.fromEntries(Object.entries(FEATURE_SETS).map(([signals, namesOf]) => [signals, fit(kind, namesOf(kind))]))]));
const sources = Object.fromEntries(wanted.map((kind) => [kind, provenance(kind)]));
const model = { ...kept, provenance: { ...kept.provenance, ...sources }, priors: PRIORS, kinds: { ...kept.kinds, ...fitted } };
process.stdout.write(`half not trained on\n\n${tableOf(held, model)}\n\nthe same without late interaction\n\n${tableOf(without(held, 'tokens'), model)}\n\nby words alone\n\n${tableOf(without(without(held, 'tokens'), 'meaning'), model)}\n\n`);
process.stdout.write(`half trained on\n\n${tableOf(trained, model)}\n\nreliability on the half not trained on: of candidates with such a probability, so many percent were right\n\n${reliabilityOf(held, model)}\n`);
if (values.write) await writeFile(MODEL, `${JSON.stringify(model, null, 2)}\n`);

async function readQuestions(files) {
  const all = [];
  for (const file of files) for await (const line of createInterface({ input: createReadStream(file) })) if (line !== '') all.push(JSON.parse(line));
  const names = new Map();
  for (const { set, conversation } of all) names.set(set, (names.get(set) ?? new Set()).add(conversation));
  const order = new Map([...names].map(([set, some]) => [set, [...some].toSorted()]));
  return all.map((question) => ({ ...question, half: order.get(question.set).indexOf(question.conversation) % 2 }));
}

function fit(kind, names) {
  const found = trained.flatMap(({ set, candidates }) => {
    const own = candidates.filter((candidate) => candidate.kind === kind && names.every((name) => candidate.features?.[name] !== undefined));
    if (!own.some(({ gold }) => gold)) return [];
    return [{ set, rows: own.map(({ features }) => Float64Array.from(names, (name) => features[name])), gold: own.map(({ gold }) => gold) }];
  });
  const lists = weighed(found);
  if (lists.length === 0) throw new Error(`no question of the rows has a right candidate of kind ${kind} with all of: ${names.join(', ')}`);
  const { weights, usual } = fitListwise(lists, { names, l2: PENALTY / lists.length, speaksFor: SPEAKS_FOR });
  const atHome = lists.filter(({ set }) => !set.includes(' as '));
  const { slope, bias } = calibrate(atHome.length > 0 ? atHome : lists, names.map((name) => weights[name] ?? 0));
  const none = Object.fromEntries(Object.keys(PRIORS[kind]).map((name) => [name, 0]));
  return { bias: digits(bias), weights: { ...rounded(weights, (weight) => slope * weight), ...PRIORS[kind] }, usual: { ...rounded(usual, (value) => value), ...none } };
}

/** The weights are 1 in the mean. */
function weighed(lists) {
  const sets = lists.reduce((all, { set }) => all.set(set, (all.get(set) ?? 0) + 1), new Map());
  return lists.map((list) => ({ ...list, weight: values.each === 'question' ? 1 : lists.length / sets.size / sets.get(list.set) }));
}

/**
 * Scores to log-odds. How fast they rise is told by all candidates (Platt scaling); where they lie by the first hits of each question, in the mean as often right as they say: of all
 * candidates, most of which nobody sees, the best would be said to be far less likely than they are. Every set counts the same: a probability should mean as much in a small one. Only sets
 * that are kept as they are at home count: turns kept as memories have few right ones among many.
 */
function calibrate(lists, weights) {
  const scored = lists.map(({ set, rows, gold }) => ({ set, hits: rows.map((row, at) => ({ score: dot(row, weights), right: Number(gold[at]) })) }));
  const { slope, bias } = fitPlatt(eachSetTheSame(scored));
  const shown = eachSetTheSame(scored.map(({ set, hits }) => ({ set, hits: hits.toSorted((a, b) => b.score - a.score).slice(0, SHOWN) })));
  return { slope, bias: shiftUntilRight(shown, slope, bias) };
}

function eachSetTheSame(scored) {
  const sizes = scored.reduce((all, { set, hits }) => all.set(set, (all.get(set) ?? 0) + hits.length), new Map());
  return scored.flatMap(({ set, hits }) => hits.map((hit) => ({ ...hit, weight: 1 / sizes.get(set) })));
}

/** The bias with which the hits are said to be right as often as they are, by halving. */
function shiftUntilRight(hits, slope, near) {
  const right = hits.reduce((sum, hit) => sum + hit.weight * hit.right, 0);
  const said = (bias) => hits.reduce((sum, { weight, score }) => sum + weight / (1 + Math.exp(-(slope * score + bias))), 0);
  let [low, high] = [near - 10, near + 10];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (said(middle) < right) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function without(some, signal) {
  const kept = (features) => Object.fromEntries(Object.entries(features).filter(([name]) => !name.toLowerCase().includes(signal)));
  return some.map((question) => ({ ...question, candidates: question.candidates.map((candidate) => (candidate.features ? { ...candidate, features: kept(candidate.features) } : candidate)) }));
}

function digits(value) {
  return Number(value.toFixed(4));
}

function rounded(numbers, change) {
  return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, digits(change(value))]));
}

function provenance(kind) {
  const sets = [...new Set(questions.filter(({ candidates }) => candidates.some((candidate) => candidate.kind === kind)).map(({ set }) => set))];
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    data: sets.map((set) => `${set} (${trained.filter((question) => question.set === set).length} questions)`),
    split: 'every other conversation of a set, by name',
    method: `listwise softmax, L2 ${PENALTY} by the number of questions, Newton's method, each ${values.each} weighing the same; then Platt scaling on the sets kept as at home, each set weighing the same, its bias by the first ${SHOWN} hits; deterministic`,
    command: `node tools/eval/ranking/train.mjs <rows> --kind ${kind} --each ${values.each} --write`,
  };
}

// node tools/eval/relevance/train.mjs <rows.jsonl of collect.mjs> [--write]
// Fits how probable it is that a passage answers a question, on the first half of each set's conversations, chooses the threshold from which an extract is
// suggested there, and prints what comes of both on the other half. With --write the model is kept in packages/memory/models/relevance.json.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { contentWords, relevanceFeatures } from '@ltmc/ranking';
import { fitLogistic } from '../fit-logistic.mjs';
import { bestThreshold, lowestKeeping, outcomes } from './outcomes.mjs';

const NAMES = ['similarity', 'coverage'];
const WORDS_ONLY = ['coverage'];
/** Of answering passages so many stay above the floor. */
const KEPT_SHARE = 0.995;
const MODEL = new URL('../../../packages/memory/models/relevance.json', import.meta.url);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } });
if (positionals.length !== 1) throw new Error('name the file that collect.mjs wrote');
const rows = (await readFile(positionals[0], 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
const sets = [...new Set(rows.map(({ set }) => set))];
const questions = rows.map(withFeatures);

const train = questions.filter(({ half }) => half === 0);
const held = questions.filter(({ half }) => half === 1);
const pairs = balanced(train);
const meaning = fitLogistic(pairs, { names: NAMES, steps: 200 });
const words = fitLogistic(pairs, { names: WORDS_ONLY, steps: 200 });
const extractThreshold = bestThreshold(outcomes(train, meaning));
const floor = lowestKeeping(train, meaning, KEPT_SHARE);

const digits = (value) => Number(value.toFixed(3));
const rounded = ({ bias, weights }) => ({ bias: digits(bias), weights: Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, digits(weight)])) });
const model = { about: 'Probability that a passage answers a question; see docs/decisions.', provenance: provenance(), meaning: rounded(meaning), words: rounded(words), extractThreshold: digits(extractThreshold), floor: digits(floor) };
process.stdout.write(`${JSON.stringify(model, null, 2)}\n\n${table()}\n`);
if (values.write) await writeFile(MODEL, `${JSON.stringify(model, null, 2)}\n`);

function withFeatures({ set, conversation, kind, question, hits }) {
  const questionWords = contentWords(question);
  const names = [...new Set(rows.filter((row) => row.set === set).map((row) => row.conversation))].toSorted();
  const passages = hits.map((hit) => ({ gold: hit.gold, features: relevanceFeatures(questionWords, { text: hit.text, title: hit.title, similarity: hit.similarity }) }));
  return { set, kind, half: names.indexOf(conversation) % 2, passages };
}

/** Every set counts the same, whatever its size; so do passages of questions that have an answer and those that have none. */
function balanced(some) {
  const all = some.flatMap(({ set, kind, passages }) => passages.map(({ gold, features }) => ({ set, group: `${set} ${kind === 'own'}`, features, label: gold ? 1 : 0 })));
  const sizes = new Map();
  for (const { group } of all) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return all.map((pair) => ({ ...pair, weight: all.length / (2 * sets.length) / sizes.get(pair.group) }));
}

function provenance() {
  return {
    data: sets.map((set) => `${set} (${train.filter((question) => question.set === set && question.kind === 'own').length} questions)`),
    split: 'first half of the conversations, by name: every other one',
    method: 'logistic regression, L2 1e-3, 200 steps of gradient descent; deterministic',
    command: 'node tools/eval/relevance/train.mjs <rows> --write',
    figures: heldOutFigures(),
  };
}

function heldOutFigures() {
  const { at, areaOfPassages } = outcomes(held, meaning);
  const { precision, recall, share } = at(extractThreshold);
  return { heldOutPrecision: digits(precision), heldOutRecall: digits(recall), suggestedInAnotherConversation: digits(share('other')), areaUnderCurve: digits(areaOfPassages) };
}

function table() {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const percent = (value) => (100 * value).toFixed(1);
  const lines = [...sets, 'all'].map((set) => {
    const some = held.filter((question) => set === 'all' || question.set === set);
    const all = outcomes(some, meaning);
    const at = all.at(extractThreshold);
    return line([set, some.filter(({ kind }) => kind === 'own').length, all.areaOfPassages.toFixed(3), percent(all.rightAtFirst), percent(at.precision), percent(at.recall), percent(at.share('own')), percent(at.share('removed')), percent(at.share('other'))]);
  });
  const words0 = outcomes(held, words).areaOfPassages.toFixed(3);
  return [line(['held-out half', 'questions', 'AUC of passages', 'best passage is right', 'precision', 'recall', 'suggested: answerable', 'gold taken away', 'other conversation']), line(Array(9).fill('---')), ...lines, `\nAUC without cosines, all: ${words0}`, ...curve()].join('\n');
}

function curve() {
  const all = outcomes(held, meaning);
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((threshold) => {
    const { precision, recall, calibration } = all.at(threshold);
    return `threshold ${threshold}: precision ${precision.toFixed(2)} recall ${recall.toFixed(2)}; of passages with probability ${threshold - 0.1 < 0.05 ? '0.0' : (threshold - 0.1).toFixed(1)} to ${threshold} right: ${calibration(threshold - 0.1, threshold)}`;
  });
}

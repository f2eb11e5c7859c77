// node tools/eval/relevance/train.mjs <rows.jsonl of collect.mjs> [--write] [--only found]
// Fits how probable it is that a passage answers a question, on the first half of each set's conversations, chooses the threshold from which an extract is
// suggested there, and prints what comes of both on the other half. With --write the model is kept in packages/memory/models/relevance.json; with --only found,
// the part for passages that a search has rated, and the rest of the file, on which the routes depend, stays.
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { contentWords, logisticScore, logOdds, relevanceFeatures } from '@ltmc/ranking';
import { fitLogistic } from '../fit-logistic.mjs';
import { bestThreshold, lowestKeeping, outcomes } from './outcomes.mjs';

const NAMES = ['similarity', 'coverage'];
const WORDS_ONLY = ['coverage'];
const WITH_SCORE = [...NAMES, 'score'];
/** Of answering passages so many stay above the floor. */
const KEPT_SHARE = 0.995;
const MODEL = new URL('../../../packages/memory/models/relevance.json', import.meta.url);

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false }, only: { type: 'string' } } });
if (values.only !== undefined && values.only !== 'found') throw new Error('--only is found');
if (positionals.length !== 1) throw new Error('name the file that collect.mjs wrote');
const rows = (await readFile(positionals[0], 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
const sets = [...new Set(rows.map(({ set }) => set))];
const questions = rows.map(withFeatures);

const train = questions.filter(({ half }) => half === 0);
const held = questions.filter(({ half }) => half === 1);
const pairs = balanced(train);
const meaning = fitLogistic(pairs, { names: NAMES, steps: 200 });
const words = fitLogistic(pairs, { names: WORDS_ONLY, steps: 200 });
const found = fitLogistic(pairs, { names: WITH_SCORE, steps: 400 });
const byScore = ({ score }) => score;
const before = JSON.parse(await readFile(MODEL, 'utf8'));
const byTwo = (features) => logisticScore(values.only === 'found' ? before.meaning : meaning, features);
/** As `foundRelevanceTo` has it. */
const byAll = (features) => Math.max(byTwo(features), logisticScore(found, features));

const digits = (value) => Number(value.toFixed(3));
const rounded = ({ bias, weights }) => ({ bias: digits(bias), weights: Object.fromEntries(Object.entries(weights).map(([name, weight]) => [name, digits(weight)])) });
const boundsOf = (relevanceOf, orderOf) => ({ extractThreshold: bestThreshold(outcomes(train, relevanceOf, orderOf)), floor: digits(lowestKeeping(train, relevanceOf, KEPT_SHARE)) });
const bounds = { meaning: boundsOf(byTwo), found: boundsOf(byAll, byScore) };
const kept = values.only === 'found' ? before : { about: 'Probability that a passage answers a question; see docs/decisions.', provenance: provenance(byTwo, bounds.meaning), meaning: rounded(meaning), words: rounded(words), ...bounds.meaning };
const model = { ...kept, found: { provenance: provenance(byAll, bounds.found, byScore), model: rounded(found), ...bounds.found } };
process.stdout.write(`${JSON.stringify(model, null, 2)}\n\nby the two alone\n\n${table(byTwo, bounds.meaning)}\n\nAUC without cosines, all: ${outcomes(held, (features) => logisticScore(words, features)).areaOfPassages.toFixed(3)}\n\nof passages that a search has rated, in its order\n\n${table(byAll, bounds.found, byScore)}\n`);
if (values.write) await writeFile(MODEL, `${JSON.stringify(model, null, 2)}\n`);

function withFeatures({ set, conversation, kind, question, hits }) {
  const questionWords = contentWords(question);
  const names = [...new Set(rows.filter((row) => row.set === set).map((row) => row.conversation))].toSorted();
  const passages = hits.map((hit) => ({ gold: hit.gold, features: { ...relevanceFeatures(questionWords, { text: hit.text, title: hit.title, similarity: hit.similarity }), score: logOdds(hit.score) } }));
  return { set, kind, half: names.indexOf(conversation) % 2, passages };
}

/** Every set counts the same, whatever its size; so do passages of questions that have an answer and those that have none. */
function balanced(some) {
  const all = some.flatMap(({ set, kind, passages }) => passages.map(({ gold, features }) => ({ set, group: `${set} ${kind === 'own'}`, features, label: gold ? 1 : 0 })));
  const sizes = new Map();
  for (const { group } of all) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return all.map((pair) => ({ ...pair, weight: all.length / (2 * sets.length) / sizes.get(pair.group) }));
}

function provenance(fitted, { extractThreshold }, orderOf) {
  return {
    data: sets.map((set) => `${set} (${train.filter((question) => question.set === set && question.kind === 'own').length} questions)`),
    split: 'first half of the conversations, by name: every other one',
    method: `logistic regression, L2 1e-3, ${orderOf ? 400 : 200} steps of gradient descent; deterministic`,
    command: `node tools/eval/relevance/train.mjs <rows> --write${orderOf ? ' --only found' : ''}`,
    figures: heldOutFigures(outcomes(held, fitted, orderOf), extractThreshold),
  };
}

function heldOutFigures({ at, areaOfPassages }, extractThreshold) {
  const { precision, recall, share } = at(extractThreshold);
  return { heldOutPrecision: digits(precision), heldOutRecall: digits(recall), suggestedInAnotherConversation: digits(share('other')), areaUnderCurve: digits(areaOfPassages) };
}

function table(fitted, { extractThreshold }, orderOf) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const percent = (value) => (100 * value).toFixed(1);
  const lines = [...sets, 'all'].map((set) => {
    const some = held.filter((question) => set === 'all' || question.set === set);
    const all = outcomes(some, fitted, orderOf);
    const at = all.at(extractThreshold);
    return line([set, some.filter(({ kind }) => kind === 'own').length, all.areaOfPassages.toFixed(3), percent(all.rightAtFirst), percent(at.precision), percent(at.recall), percent(at.share('own')), percent(at.share('removed')), percent(at.share('other'))]);
  });
  return [line(['held-out half', 'questions', 'AUC of passages', 'best passage is right', 'precision', 'recall', 'suggested: answerable', 'gold taken away', 'other conversation']), line(Array(9).fill('---')), ...lines, '', ...curve(outcomes(held, fitted, orderOf))].join('\n');
}

function curve(all) {
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map((threshold) => {
    const { precision, recall, calibration } = all.at(threshold);
    return `threshold ${threshold}: precision ${precision.toFixed(2)} recall ${recall.toFixed(2)}; of passages with probability ${threshold - 0.1 < 0.05 ? '0.0' : (threshold - 0.1).toFixed(1)} to ${threshold} right: ${calibration(threshold - 0.1, threshold)}`;
  });
}

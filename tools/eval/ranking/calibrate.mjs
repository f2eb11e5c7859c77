// node tools/eval/ranking/calibrate.mjs <rows.jsonl> [--write]
// Fits how log-odds of documents alone become probabilities among others (`oddsAmongOthers` of @ltmc/ranking) on every other conversation of each set, and prints what they say of the
// others, beside what the log-odds alone said. collect-odds.mjs makes the rows. With --write it is kept in packages/ranking/models/ranking.json.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { oddsAmongOthers } from '@ltmc/ranking';
import { patternSearch } from './pattern-search.mjs';

const MODEL = new URL('../../../packages/ranking/models/ranking.json', import.meta.url);
/** A question that is answered counts most, as most are asked where there is an answer. */
const WEIGHTS = { own: 1, other: 0.5, few: 0.5, fewWithout: 0.25 };
const START = { slope: 1, bias: 0, nothing: -3 };
/** Draws the numbers a little towards the start, where the rows say nothing. */
const PENALTY = 0.001;
const BOUNDS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.01];

const { values, positionals: [file] } = parseArgs({ allowPositionals: true, options: { write: { type: 'boolean', default: false } } });
if (file === undefined) throw new Error('name the file with rows; collect-odds.mjs makes it');

const rows = withHalves((await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line)).filter(({ hits }) => hits.length > 0));
const sets = [...new Set(rows.map(({ set }) => set))];
const fitted = fit(sets);
const leftOut = Object.fromEntries(sets.map((set) => [set, fit(sets.filter((other) => other !== set))]));
process.stdout.write(`fitted: ${JSON.stringify(fitted)}\n\nhalf not trained on; of hits with such a probability in the mean, so many percent were right (number of hits)\n\n`);
process.stdout.write(`${tableOf('alone', () => undefined)}\n\n${tableOf('among others', () => fitted)}\n\n${tableOf('among others, the set left out of the fit', (set) => leftOut[set])}\n`);
if (values.write) await keep();

function withHalves(all) {
  const order = new Map([...new Set(all.map(({ set }) => set))].map((set) => [set, [...new Set(all.filter((row) => row.set === set).map(({ conversation }) => conversation))].toSorted()]));
  return all.map((row) => ({ ...row, half: order.get(row.set).indexOf(row.conversation) % 2 }));
}

function fit(some) {
  const groups = some.flatMap((set) => Object.entries(WEIGHTS).map(([asked, weight]) => ({ weight, own: rows.filter((row) => row.set === set && row.asked === asked && row.half === 0) }))).filter(({ own }) => own.length > 0);
  const loss = ([slope, bias, nothing]) => {
    if (slope <= 0) return Infinity;
    const distance = (slope - START.slope) ** 2 + (bias - START.bias) ** 2 + (nothing - START.nothing) ** 2;
    return groups.reduce((sum, { weight, own }) => sum + weight * logLoss(own, { slope, bias, nothing }), PENALTY * distance);
  };
  const [slope, bias, nothing] = patternSearch(loss, Object.values(START)).map((value) => Number(value.toFixed(3)));
  return { slope, bias, nothing };
}

function logLoss(some, competition) {
  let [sum, count] = [0, 0];
  for (const { hits } of some) {
    for (const [at, odds] of oddsOf(hits, competition).entries()) {
      sum += Math.log1p(Math.exp(-Math.abs(odds))) + Math.max(0, hits[at].right ? -odds : odds);
      count += 1;
    }
  }
  return sum / count;
}

/** Without a competition: those of each hit alone. */
function oddsOf(hits, competition) {
  return competition ? oddsAmongOthers(hits.map(({ score }, group) => ({ group, score })), competition) : hits.map(({ score }) => score);
}

function tableOf(title, competitionOf) {
  const lines = [`| ${title} | log loss | best: said, right | ${BOUNDS.map((bound, at) => `${BOUNDS[at - 1] ?? 0} to ${Math.min(bound, 1)}`).join(' | ')} |`, `| --- | --- | --- |${' --- |'.repeat(BOUNDS.length)}`];
  for (const set of sets) {
    for (const asked of Object.keys(WEIGHTS)) {
      const own = rows.filter((row) => row.set === set && row.asked === asked && row.half === 1);
      if (own.length > 0) lines.push(`| ${set}, ${asked} (${own.length}) | ${logLoss(own, competitionOf(set)).toFixed(3)} | ${reliability(own, competitionOf(set))} |`);
    }
  }
  return lines.join('\n');
}

function reliability(some, competition) {
  const bins = BOUNDS.map(() => ({ said: 0, right: 0, count: 0 }));
  const best = { said: 0, right: 0 };
  for (const { hits } of some) {
    for (const [at, odds] of oddsOf(hits, competition).entries()) {
      const said = 1 / (1 + Math.exp(-odds));
      const bin = bins[BOUNDS.findIndex((bound) => said < bound)];
      for (const counted of at === 0 ? [bin, best] : [bin]) [counted.said, counted.right] = [counted.said + said, counted.right + Number(hits[at].right)];
      bin.count += 1;
    }
  }
  const percent = (part, of) => ((100 * part) / of).toFixed(0);
  return [`${percent(best.said, some.length)}, ${percent(best.right, some.length)}`, ...bins.map(({ said, right, count }) => (count === 0 ? '' : `${percent(said, count)}: ${percent(right, count)} (${count})`))].join(' | ');
}

async function keep() {
  const model = JSON.parse(await readFile(MODEL, 'utf8'));
  const provenance = {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    data: sets.map((set) => `${set} (${rows.filter((row) => row.set === set && row.half === 0 && row.asked === 'own').length} questions)`),
    split: 'every other conversation of a set, by name',
    method: `log loss of the ten best documents by pattern search, each set weighing the same; weights of questions asked ${Object.entries(WEIGHTS).map(([asked, weight]) => `${asked} ${weight}`).join(', ')}; deterministic`,
    command: 'node tools/eval/ranking/calibrate.mjs <rows> --write',
  };
  await writeFile(MODEL, `${JSON.stringify({ ...model, provenance: { ...model.provenance, competition: provenance }, competition: fitted }, null, 2)}\n`);
}

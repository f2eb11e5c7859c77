import { bootstrapInterval, mrrAt, ndcgAt, rankByRelevance, recallAt } from '@ltmc/ranking';

const SEED = 20261122;
const MEASURES = [
  ['R@5', (ranking, gold) => recallAt(ranking, gold, 5)],
  ['R@10', (ranking, gold) => recallAt(ranking, gold, 10)],
  ['R@50', (ranking, gold) => recallAt(ranking, gold, 50)],
  ['nDCG@10', (ranking, gold) => ndcgAt(ranking, gold, 10)],
  ['MRR@10', (ranking, gold) => mrrAt(ranking, gold, 10)],
];
const percent = (value) => (100 * value).toFixed(1);

/** The ids of a question's candidates, best first; what was not re-ranked follows as it is. */
function rankingOf({ candidates }, model) {
  const withFeatures = candidates.filter(({ features }) => features !== undefined).map((candidate, id) => ({ ...candidate, name: candidate.id, id }));
  const rest = candidates.filter(({ features }) => features === undefined);
  return [...rankByRelevance(withFeatures, model).map(({ candidate }) => candidate.name), ...rest.map(({ id }) => id)];
}

function goldOf({ candidates, relevant }) {
  const gold = new Set(candidates.filter((candidate) => candidate.gold).map(({ id }) => id));
  for (let missing = gold.size; missing < relevant; missing += 1) gold.add(`not found ${missing}`);
  return gold;
}

/** A line a set: each measure with its 95 % bootstrap interval over the questions. */
export function tableOf(questions, model) {
  const lines = [...new Set(questions.map(({ set }) => set))].map((set) => {
    const some = questions.filter((question) => question.set === set);
    const values = some.map((question) => MEASURES.map(([, measure]) => measure(rankingOf(question, model), goldOf(question))));
    const cells = MEASURES.map((_, index) => {
      const { mean, low, high } = bootstrapInterval(values.map((row) => row[index]), { seed: SEED });
      return `${percent(mean)} (${percent(low)} to ${percent(high)})`;
    });
    return `| ${[set, some.length, ...cells].join(' | ')} |`;
  });
  return [`| set | questions | ${MEASURES.map(([name]) => name).join(' | ')} |`, `| ${Array(MEASURES.length + 2).fill('---').join(' | ')} |`, ...lines].join('\n');
}

const STEPS = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1];

/** Of candidates with such a probability, how many were right: a column a set. */
export function reliabilityOf(questions, model) {
  const sets = [...new Set(questions.map(({ set }) => set))];
  const all = questions.flatMap(({ set, candidates }) => {
    const withFeatures = candidates.filter(({ features }) => features !== undefined).map((candidate, id) => ({ ...candidate, id }));
    return rankByRelevance(withFeatures, model).map(({ candidate, probability }) => ({ set, gold: candidate.gold, probability }));
  });
  const lines = STEPS.slice(0, -1).map((low, index) => {
    const high = STEPS[index + 1];
    const cells = sets.map((set) => {
      const inside = all.filter((row) => row.set === set && row.probability >= low && row.probability < high);
      const right = inside.filter(({ gold }) => gold).length;
      return inside.length === 0 ? '' : `${percent(right / inside.length)} of ${inside.length}`;
    });
    return `| ${percent(low)} to ${percent(high)} | ${cells.join(' | ')} |`;
  });
  return [`| probability, percent | ${sets.join(' | ')} |`, `| ${Array(sets.length + 1).fill('---').join(' | ')} |`, ...lines].join('\n');
}

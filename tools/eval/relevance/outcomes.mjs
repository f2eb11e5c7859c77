/**
 * What would be suggested, of questions with an answer and without. Answerable and unanswerable questions weigh the same, and each set the same.
 * @param {{ set: string, kind: 'own' | 'removed' | 'other', passages: { gold: boolean, features: Record<string, number> }[] }[]} questions
 * @param {(features: Record<string, number>) => number} relevanceOf how probable it is that a passage answers
 * @param {(features: Record<string, number>) => number} orderOf which of the passages of a question would be suggested: the one with most of it
 */
export function outcomes(questions, relevanceOf, orderOf = relevanceOf) {
  const sizes = new Map();
  for (const { set, kind } of questions) sizes.set(`${set} ${kind}`, (sizes.get(`${set} ${kind}`) ?? 0) + 1);
  const tops = questions.map(({ set, kind, passages }) => {
    const scored = passages.map(({ gold, features }) => ({ gold, score: relevanceOf(features), order: orderOf(features) })).toSorted((a, b) => b.order - a.order);
    return { kind, right: scored[0]?.gold ?? false, score: scored[0]?.score ?? 0, scored, weight: (kind === 'own' ? 1 : 0.5) / sizes.get(`${set} ${kind}`) };
  });
  const sum = (some) => some.reduce((total, { weight }) => total + weight, 0);
  const own = tops.filter(({ kind }) => kind === 'own');
  const scores = tops.flatMap(({ scored }) => scored);
  const at = (threshold) => {
    const suggested = tops.filter(({ score }) => score >= threshold);
    const right = sum(suggested.filter((top) => top.right));
    const share = (kind) => sum(suggested.filter((top) => top.kind === kind)) / sum(tops.filter((top) => top.kind === kind));
    const calibration = (low, high) => {
      const inside = scores.filter(({ score }) => score >= low && score < high);
      return `${inside.filter(({ gold }) => gold).length} of ${inside.length}`;
    };
    return { precision: suggested.length === 0 ? 1 : right / sum(suggested), recall: right / sum(own), share, calibration };
  };
  return { at, rightAtFirst: sum(own.filter(({ right }) => right)) / sum(own), areaOfPassages: areaUnderCurve(scores) };
}

/** Of a right and a wrong passage, how often the right one has the higher score. */
function areaUnderCurve(scores) {
  let wrong = 0;
  let right = 0;
  let inOrder = 0;
  for (const { gold } of scores.toSorted((a, b) => a.score - b.score)) {
    if (gold) {
      right += 1;
      inOrder += wrong;
    } else wrong += 1;
  }
  return inOrder / (right * wrong);
}

/** The threshold with the best F0.5: a wrong suggestion is worse than none. */
export function bestThreshold({ at }) {
  const steps = Array.from({ length: 98 }, (_, index) => (index + 1) / 100);
  const worth = (threshold) => {
    const { precision, recall } = at(threshold);
    return precision + recall === 0 ? 0 : (1.25 * precision * recall) / (0.25 * precision + recall);
  };
  return steps.reduce((best, step) => (worth(step) > worth(best) ? step : best), 0.5);
}

/** The highest score below which no more than `1 - share` of the right passages lie. */
export function lowestKeeping(questions, relevanceOf, share) {
  const scores = questions.flatMap(({ passages }) => passages.filter(({ gold }) => gold).map(({ features }) => relevanceOf(features))).toSorted((a, b) => a - b);
  return scores[Math.floor((1 - share) * scores.length)] ?? 0;
}

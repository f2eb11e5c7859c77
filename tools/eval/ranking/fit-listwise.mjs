/**
 * Linear weights that put the right candidates of each question first: maximises the mean log of the softmax share of the right ones, with an L2 penalty, by
 * Newton's method with halved steps where it overshoots, on standardised features; convex, so the same rows always give the same weights.
 * @see Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML 2007 (ListNet, top one)
 * @param {{ weight: number, rows: Float64Array[], gold: boolean[] }[]} lists a question each, at least one row right; `rows` are features in the order of `names`
 * @param {{ names: string[], l2: number, steps?: number, speaksFor?: ReadonlySet<string> }} options `steps`: at most so many; `speaksFor`: features that may not speak against a
 *   candidate: those that would are left out, the worst half of them first, and the rest fitted again (features that say nearly the same take opposite signs otherwise, and a word more could cost a place)
 * @returns {{ weights: Record<string, number>, usual: Record<string, number> }} for the features as they are, and their means
 */
export function fitListwise(lists, options) {
  const { names, speaksFor = new Set() } = options;
  const { weights, usual, standard } = fitFreely(lists, options);
  const against = names.flatMap((name, at) => (speaksFor.has(name) && standard[at] < 0 ? [at] : [])).toSorted((a, b) => standard[a] - standard[b]);
  if (against.length === 0) return { weights, usual };
  const worst = new Set(against.slice(0, Math.ceil(against.length / 2)));
  const columns = names.flatMap((_, at) => (worst.has(at) ? [] : [at]));
  const fewer = lists.map((list) => ({ ...list, rows: list.rows.map((row) => Float64Array.from(columns, (at) => row[at])) }));
  return fitListwise(fewer, { ...options, names: columns.map((at) => names[at]), start: Float64Array.from(columns, (at) => standard[at]) });
}

function fitFreely(lists, { names, l2, steps = 20, start }) {
  const width = names.length;
  const { mean, scale } = moments(lists, width);
  const total = lists.reduce((sum, { weight }) => sum + weight, 0);
  const standard = lists.map(({ rows, gold, weight }) => ({
    x: rows.map((row) => row.map((value, index) => (value - mean[index]) / scale[index])),
    target: gold.map((right) => Number(right) / gold.filter(Boolean).length),
    weight: weight / total,
  }));
  const w = start ?? new Float64Array(width);
  for (let step = 0; step < steps; step += 1) {
    const gradient = w.map((value) => l2 * value);
    const hessian = Array.from({ length: width }, (_, index) => new Float64Array(width).fill(l2, index, index + 1));
    for (const list of standard) addQuestion(gradient, hessian, list, w);
    if (!descend(w, solve(hessian, gradient), (at) => lossOf(standard, at, l2))) break;
  }
  return { weights: named(names, (index) => w[index] / scale[index]), usual: named(names, (index) => mean[index]), standard: w };
}

/** Goes as far along a Newton step as it makes things better; false where it does not. */
function descend(w, move, loss) {
  const before = loss(w);
  for (let share = 1; share > 1e-4; share /= 2) {
    const there = w.map((value, index) => value - share * move[index]);
    if (loss(there) < before - 1e-9) {
      w.set(there);
      return true;
    }
  }
  return false;
}

function lossOf(lists, w, l2) {
  return lists.reduce((sum, { x, target, weight }) => {
    const scores = x.map((row) => dot(row, w));
    const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
    const logSum = largest + Math.log(scores.reduce((all, score) => all + Math.exp(score - largest), 0));
    return sum + weight * (logSum - scores.reduce((all, score, at) => all + target[at] * score, 0));
  }, (l2 / 2) * dot(w, w));
}

function addQuestion(gradient, hessian, { x, target, weight }, w) {
  const scores = x.map((row) => dot(row, w));
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  const expected = new Float64Array(w.length);
  x.forEach((row, at) => {
    const share = powers[at] / sum;
    for (let i = 0; i < w.length; i += 1) {
      gradient[i] += weight * (share - target[at]) * row[i];
      expected[i] += share * row[i];
      for (let j = 0; j <= i; j += 1) hessian[i][j] += weight * share * row[i] * row[j];
    }
  });
  for (let i = 0; i < w.length; i += 1) for (let j = 0; j <= i; j += 1) hessian[i][j] -= weight * expected[i] * expected[j];
}

/** Solves a symmetric positive definite system of which the lower half is given (Cholesky). */
function solve(lower, right) {
  const size = right.length;
  const l = lower.map((row) => Float64Array.from(row));
  const y = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let value = l[i][j];
      for (let k = 0; k < j; k += 1) value -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(Math.max(value, 1e-12)) : value / l[j][j];
    }
    for (let k = 0; k < i; k += 1) y[i] -= l[i][k] * y[k];
    y[i] /= l[i][i];
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) y[i] -= l[k][i] * y[k];
    y[i] /= l[i][i];
  }
  return y;
}

export function dot(a, b) {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += a[index] * b[index];
  return sum;
}

function moments(lists, width) {
  const mean = new Float64Array(width);
  const square = new Float64Array(width);
  let count = 0;
  for (const { rows } of lists) {
    for (const row of rows) {
      count += 1;
      for (let index = 0; index < width; index += 1) {
        mean[index] += row[index];
        square[index] += row[index] ** 2;
      }
    }
  }
  for (let index = 0; index < width; index += 1) mean[index] /= count;
  return { mean, scale: square.map((value, index) => Math.sqrt(Math.max(0, value / count - mean[index] ** 2)) || 1) };
}

const named = (names, valueOf) => Object.fromEntries(names.map((name, index) => [name, valueOf(index)]));

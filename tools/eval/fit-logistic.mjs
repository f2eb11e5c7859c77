/**
 * Softmax regression with L2 penalty, by full-batch gradient descent with momentum on standardised features: a few hundred to some ten thousand rows.
 * Deterministic. With two classes it is logistic regression.
 * @param {{ features: Record<string, number>, label: number, weight?: number }[]} rows
 * @param {{ names: string[], classes: number, l2?: number, steps?: number }} options
 * @returns {{ bias: number, weights: Record<string, number> }[]} one linear model a class, for the features as they are
 */
export function fitSoftmax(rows, { names, classes, l2 = 1e-3, steps = 600 }) {
  const { mean, scale } = moments(rows, names);
  const x = rows.map(({ features }) => Float64Array.from(names, (name, index) => ((features[name] ?? 0) - mean[index]) / scale[index]));
  const width = names.length + 1;
  const w = Array.from({ length: classes }, () => new Float64Array(width));
  const velocity = w.map(() => new Float64Array(width));
  const total = rows.reduce((sum, { weight = 1 }) => sum + weight, 0);
  for (let step = 0; step < steps; step += 1) {
    const gradient = w.map((row) => row.map((value, index) => (index === names.length ? 0 : l2 * value)));
    rows.forEach(({ label, weight = 1 }, at) => {
      const shares = probabilities(w, x[at]);
      for (let k = 0; k < classes; k += 1) {
        const error = ((shares[k] - (k === label ? 1 : 0)) * weight) / total;
        for (let index = 0; index < names.length; index += 1) gradient[k][index] += error * x[at][index];
        gradient[k][names.length] += error;
      }
    });
    for (let k = 0; k < classes; k += 1) {
      for (let index = 0; index < width; index += 1) {
        velocity[k][index] = 0.9 * velocity[k][index] - 0.5 * gradient[k][index];
        w[k][index] += velocity[k][index];
      }
    }
  }
  return w.map((row) => {
    const weights = Object.fromEntries(names.map((name, index) => [name, row[index] / scale[index]]));
    const bias = row[names.length] - names.reduce((sum, _, index) => sum + (row[index] * mean[index]) / scale[index], 0);
    return { bias, weights };
  });
}

/** Logistic regression of `label` 0 or 1. */
export function fitLogistic(rows, options) {
  const [no, yes] = fitSoftmax(rows, { ...options, classes: 2 });
  return { bias: yes.bias - no.bias, weights: Object.fromEntries(options.names.map((name) => [name, yes.weights[name] - no.weights[name]])) };
}

function moments(rows, names) {
  const mean = names.map((name) => rows.reduce((sum, { features }) => sum + (features[name] ?? 0), 0) / rows.length);
  const scale = names.map((name, index) => Math.sqrt(rows.reduce((sum, { features }) => sum + ((features[name] ?? 0) - mean[index]) ** 2, 0) / rows.length) || 1);
  return { mean, scale };
}

function probabilities(w, x) {
  const scores = w.map((row) => row[x.length] + x.reduce((sum, value, index) => sum + value * row[index], 0));
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * A slope and a bias that turn scores into log-odds, by Newton's method.
 * @see Platt, "Probabilistic Outputs for Support Vector Machines", 1999
 * @param {{ score: number, right: number, weight: number }[]} rows `right` 0 or 1
 * @returns {{ slope: number, bias: number }}
 */
export function fitPlatt(rows) {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const base = rows.reduce((sum, { right, weight }) => sum + right * weight, 0) / total;
  let [slope, bias] = [0, Math.log(base / (1 - base))];
  for (let step = 0; step < 25; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, 0, 1e-9, 0, 1e-9];
    for (const { score, right, weight } of rows) {
      const probability = 1 / (1 + Math.exp(-(slope * score + bias)));
      const error = (weight / total) * (probability - right);
      const spread = (weight / total) * probability * (1 - probability);
      g0 += error * score;
      g1 += error;
      h00 += spread * score * score;
      h01 += spread * score;
      h11 += spread;
    }
    const determinant = h00 * h11 - h01 * h01;
    slope -= (h11 * g0 - h01 * g1) / determinant;
    bias -= (h00 * g1 - h01 * g0) / determinant;
  }
  return { slope, bias };
}

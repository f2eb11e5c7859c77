const FIRST_STEP = 0.5;
const LAST_STEP = 0.0005;

/**
 * A minimum of a function of a few numbers, near a start: steps along each of them, halved where none helps. Deterministic.
 * @see Hooke and Jeeves, "Direct search solution of numerical and statistical problems", 1961
 * @param {(point: readonly number[]) => number} loss
 * @param {readonly number[]} start
 * @returns {number[]}
 */
export function patternSearch(loss, start) {
  let best = { point: [...start], loss: loss(start) };
  for (let step = FIRST_STEP; step >= LAST_STEP; ) {
    const before = best;
    for (let at = 0; at < start.length; at += 1) {
      for (const side of [step, -step]) {
        const point = best.point.map((value, place) => (place === at ? value + side : value));
        const found = loss(point);
        if (found < best.loss) best = { point, loss: found };
      }
    }
    if (best === before) step /= 2;
  }
  return best.point;
}

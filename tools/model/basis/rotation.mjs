import { random } from '../../bench/stats.mjs';

/**
 * A random turn of the space, the same for the same seed: rows of length 1, each at a right angle to the others (Gram-Schmidt on normal numbers).
 * It spreads what the first components hold over all dimensions, so that each sign says as much as any other.
 */
export function randomRotation(size, seed) {
  const draw = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const rows = [];
  while (rows.length < size) {
    const row = Float64Array.from({ length: size }, normal);
    for (let pass = 0; pass < 2; pass += 1) { // twice: rounding leaves a little of each direction behind
      for (const earlier of rows) {
        const share = dot(row, earlier);
        row.forEach((_, at) => { row[at] -= share * earlier[at]; });
      }
    }
    const length = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

function dot(a, b) {
  return a.reduce((sum, value, at) => sum + value * b[at], 0);
}

/** Sums of vectors and of their products, in double precision, added in the order they come: the same order gives the same bits. */
export function createCovariance(dimension) {
  const sums = new Float64Array(dimension);
  const products = new Float64Array(dimension * dimension); // the upper triangle
  const covariance = {
    dimension,
    sums,
    products,
    count: 0,
    add(vector) {
      covariance.count += 1;
      for (let row = 0; row < dimension; row += 1) {
        const value = vector[row];
        sums[row] += value;
        for (let column = row, at = row * dimension + row; column < dimension; column += 1, at += 1) products[at] += value * vector[column];
      }
    },
  };
  return covariance;
}

/**
 * The directions in which what was added differs most, the strongest first, each with its largest number positive.
 * @returns `components` row by row, and the share of the variance that they hold.
 */
export function principalComponents({ dimension, sums, products, count }, wanted) {
  const mean = sums.map((sum) => sum / count);
  const matrix = Array.from({ length: dimension }, () => new Float64Array(dimension));
  for (let row = 0; row < dimension; row += 1) {
    for (let column = row; column < dimension; column += 1) {
      matrix[row][column] = products[row * dimension + column] / count - mean[row] * mean[column];
      matrix[column][row] = matrix[row][column];
    }
  }
  const { values, vectors } = eigen(matrix);
  const order = Array.from(values.keys()).toSorted((a, b) => values[b] - values[a]);
  const total = values.reduce((sum, value) => sum + value, 0);
  const chosen = order.slice(0, wanted);
  return {
    mean,
    components: chosen.map((index) => pointed(vectors[index])),
    explained: chosen.reduce((sum, index) => sum + values[index], 0) / total,
  };
}

/** An eigenvector may point either way; this fixes which. */
function pointed(vector) {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/**
 * Eigenvalues and eigenvectors (rows) of a symmetric matrix, by Jacobi's cyclic rotations.
 * @see Golub and Van Loan, Matrix Computations, 4th edition, 8.5
 */
function eigen(symmetric) {
  const size = symmetric.length;
  const matrix = symmetric.map((row) => row.slice());
  const vectors = matrix.map((_, at) => Float64Array.from({ length: size }, (__, column) => (column === at ? 1 : 0)));
  const scale = Math.sqrt(matrix.reduce((sum, row) => sum + row.reduce((part, value) => part + value * value, 0), 0));
  for (let sweep = 0; sweep < 40; sweep += 1) {
    let largest = 0;
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        const off = Math.abs(matrix[p][q]);
        largest = Math.max(largest, off);
        if (off > scale * 1e-16) rotate(matrix, vectors, p, q);
      }
    }
    if (largest <= scale * 1e-13) return { values: matrix.map((row, at) => row[at]), vectors };
  }
  throw new Error('the eigenvalues did not settle in 40 sweeps');
}

/** Makes `matrix[p][q]` zero and turns the vectors along. */
function rotate(matrix, vectors, p, q) {
  const [rowP, rowQ] = [matrix[p], matrix[q]];
  const theta = (rowQ[q] - rowP[p]) / (2 * rowP[q]);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (const row of matrix) {
    const [a, b] = [row[p], row[q]];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  }
  turn(rowP, rowQ, cosine, sine);
  turn(vectors[p], vectors[q], cosine, sine);
}

function turn(first, second, cosine, sine) {
  for (let at = 0; at < first.length; at += 1) {
    const [a, b] = [first[at], second[at]];
    first[at] = cosine * a - sine * b;
    second[at] = sine * a + cosine * b;
  }
}

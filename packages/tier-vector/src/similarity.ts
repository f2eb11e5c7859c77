/**
 * Cosine of `query` and the unit vector of `vectors` that starts at `offset`, held within -1 and 1 against rounding.
 *
 * Every driver ranks with this one function, so the same two vectors give the same bits everywhere and ties stay ties.
 * Eight independent sums let the processor overlap them; a single sum waits for each addition (measured: twice as slow).
 */
export function cosineAt(vectors: Float32Array, offset: number, query: Float32Array): number {
  let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
  let i = 0;
  let at = offset;
  for (const end = query.length - 7; i < end; i += 8, at += 8) {
    a += at0(query, i) * at0(vectors, at);
    b += at0(query, i + 1) * at0(vectors, at + 1);
    c += at0(query, i + 2) * at0(vectors, at + 2);
    d += at0(query, i + 3) * at0(vectors, at + 3);
    e += at0(query, i + 4) * at0(vectors, at + 4);
    f += at0(query, i + 5) * at0(vectors, at + 5);
    g += at0(query, i + 6) * at0(vectors, at + 6);
    h += at0(query, i + 7) * at0(vectors, at + 7);
  }
  for (; i < query.length; i++, at++) a += at0(query, i) * at0(vectors, at);
  const sum = a + b + (c + d) + (e + f) + (g + h);
  return sum > 1 ? 1 : sum < -1 ? -1 : sum;
}

/** The compiler cannot know that the index is inside; the engine removes the `?? 0` (measured: no cost). */
function at0(numbers: Float32Array, index: number): number {
  return numbers[index] ?? 0;
}

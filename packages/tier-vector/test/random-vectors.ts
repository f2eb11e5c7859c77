/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A source of unit vectors in random directions. */
export function randomVectors(dimension: number, seed: number): () => Float32Array {
  const normal = normalNumbers(seededRandom(seed));
  return () => unit(Float32Array.from({ length: dimension }, normal));
}

/**
 * A source of unit vectors that lie as embeddings do: in topics of uneven spread, along far fewer directions than they have
 * dimensions (48), with a little noise in all. Uniform random vectors would have no near neighbours to be found.
 */
export function embeddingLikeVectors(dimension: number, seed: number): () => Float32Array {
  const random = seededRandom(seed);
  const normal = normalNumbers(random);
  const directions = Array.from({ length: 48 }, () => Float32Array.from({ length: dimension }, normal));
  const topics = Array.from({ length: 100 }, () => ({ centre: Float32Array.from({ length: 48 }, normal), spread: 0.3 + random() }));
  return () => {
    const topic = topics[Math.floor(random() * topics.length)];
    const vector = Float32Array.from({ length: dimension }, () => normal() * 0.5);
    directions.forEach((direction, axis) => {
      const weight = (topic?.centre[axis] ?? 0) + (topic?.spread ?? 0) * normal();
      for (let i = 0; i < dimension; i++) vector[i] = (vector[i] ?? 0) + weight * (direction[i] ?? 0);
    });
    return unit(vector);
  };
}

function normalNumbers(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((component) => component / length);
}

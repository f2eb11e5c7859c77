/**
 * One bit a number, set where it is positive; bit `i % 8` of byte `i >> 3` is number `i`.
 *
 * @param projection - `components` numbers for each token of the text.
 * @param positions - the tokens to take, in order.
 */
export function signsOf(projection: Float32Array, components: number, positions: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytesPerToken = components / 8;
  const signature = new Uint8Array(positions.length * bytesPerToken);
  for (const [at, position] of positions.entries()) {
    for (let component = 0; component < components; component += 1) {
      const byte = at * bytesPerToken + (component >> 3);
      if ((projection[position * components + component] ?? 0) > 0) signature[byte] = (signature[byte] ?? 0) | (1 << (component & 7));
    }
  }
  return signature;
}

/** The same tokens with their numbers, each of length 1. */
export function unitTokens(projection: Float32Array, components: number, positions: readonly number[]): Float32Array<ArrayBuffer> {
  const tokens = new Float32Array(positions.length * components);
  for (const [at, position] of positions.entries()) {
    const token = projection.subarray(position * components, (position + 1) * components);
    const length = Math.sqrt(token.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (const [component, value] of token.entries()) tokens[at * components + component] = value / length;
  }
  return tokens;
}

import type { Embedder, LateInteraction } from '@ltmc/contracts';

/** That of an embedder which has one. */
export function lateInteractionOf({ lateInteraction }: Embedder): LateInteraction {
  if (!lateInteraction) throw new TypeError('this embedder has no late interaction');
  return lateInteraction;
}

/** Mean of the best sign sums, as the vector stores compute it. */
export function maxSimOf(tokens: Float32Array, signature: Uint8Array): number {
  const dimensions = 128;
  let total = 0;
  for (let from = 0; from < tokens.length; from += dimensions) {
    let best = -Infinity;
    for (let start = 0; start < signature.length; start += dimensions / 8) {
      let sum = 0;
      for (let at = 0; at < dimensions; at += 1) sum += ((signature[start + (at >> 3)] ?? 0) & (1 << (at & 7)) ? 1 : -1) * (tokens[from + at] ?? 0);
      best = Math.max(best, sum);
    }
    total += best;
  }
  return total / (tokens.length / dimensions);
}

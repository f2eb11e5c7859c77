import type { MemoryHit } from './types.js';

/**
 * Cosine from which two texts are about the same thing. Measured with paraphrases of the prompts in `tools/eval/code-patterns` (see
 * docs/measurements.md): few right answers lie below, few unrelated texts above.
 */
const MIN_SIMILARITY = 0.3;

/** Whether a hit has a meaning or a word in common with its query; a ranking alone has a best hit in any heap. */
export function isRelated({ similarity, why }: Pick<MemoryHit, 'similarity' | 'why'>): boolean {
  return why.keyword > 0 || (similarity ?? 0) >= MIN_SIMILARITY;
}

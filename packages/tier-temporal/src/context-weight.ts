/** What a word in a chunk's context counts in the ranking, where a word of its own counts 1. */
export const CONTEXT_WEIGHT = 0.35;

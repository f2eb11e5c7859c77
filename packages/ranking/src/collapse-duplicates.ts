import type { Candidate, Ranked } from './ranked.js';

/**
 * Keeps the best of each group of candidates with the same text, white space aside; the order stays.
 *
 * Equal texts only: near-duplicates are often the versions of a fact that an agent has to tell apart.
 */
export function collapseDuplicates<Item extends Candidate>(ranked: readonly Ranked<Item>[], textOf: (candidate: Item) => string): Ranked<Item>[] {
  const seen = new Set<string>();
  return ranked.filter(({ candidate }) => {
    const text = textOf(candidate).trim().replaceAll(/\s+/g, ' ');
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

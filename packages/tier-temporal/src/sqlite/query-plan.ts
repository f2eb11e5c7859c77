import { matchExpression } from './match.js';
import type { QueryTerm } from '../words/query-terms.js';
import type { TermFrequency } from './term-frequencies.js';

/** Index rows one OR may rank; more would take a tenth of a second and longer. */
export const ROW_BUDGET = 20_000;

/** Words one expression may hold; of a longer query the rarest count. */
export const MAX_WORDS = 64;

/**
 * The expressions to rank: OR of the words; where that would rank too many rows, AND of all, then OR of the rarest.
 * @param terms - rarest first.
 */
export function expressionsFor(terms: readonly TermFrequency[], scope: readonly string[]): string[] {
  const rarest = terms.slice(0, MAX_WORDS);
  if (rarest.length === 0) return [];
  const affordable = withinBudget(rarest);
  const or = matchExpression(affordable, 'OR', scope);
  if (affordable.length === rarest.length) return [or];
  return [matchExpression(rarest.map(({ term }) => term), 'AND', scope), or];
}

/** At least one word, however frequent. */
function withinBudget(rarestFirst: readonly TermFrequency[]): QueryTerm[] {
  let rows = 0;
  return rarestFirst.filter(({ frequency }, index) => (rows += frequency) <= ROW_BUDGET || index === 0).map(({ term }) => term);
}

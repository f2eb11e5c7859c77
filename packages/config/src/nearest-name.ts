import { closest, distance } from 'fastest-levenshtein';

/** The candidate that takes the fewest single-character edits, if that is at most a third of the name's length; the first one of equals. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const nearest = closest(name, candidates);
  return distance(name, nearest) <= name.length / 3 ? nearest : undefined;
}

/** How what speaks for one unit becomes a probability beside what else was found; fitted, see `models/ranking.json`. */
export interface Competition {
  /** What log-odds of a unit alone are multiplied with. */
  readonly slope: number;
  /** Added to the log-odds. */
  readonly bias: number;
  /** Log-odds, after `slope`, of there being no answer at all. */
  readonly nothing: number;
}

/** A unit that was found. */
export interface FoundUnit {
  /** What it is one of: parts of the same document, or texts that say the same. They do not compete. */
  readonly group: number;
  /** Its log-odds alone: `Relevance.score`. */
  readonly score: number;
}

/** So many of the best groups compete, however many were found: else a longer answer would be a less likely one. */
const COMPETITORS = 10;

/**
 * Log-odds that units answer, told what else was found. What stands alone with some resemblance to a question is likely its answer; one of ten that all resemble it as much is it one time in ten; and
 * the best of what hardly resembles it is none. So
 *
 *   slope * score + bias - log(exp(nothing) + sum over the best of the other groups of exp(slope * score)),
 *
 * which keeps the order: a softmax over the groups and nothing, but for the bias, as several may be right.
 * @param ranked - best first.
 * @returns in the same order, never rising from one to the next.
 */
export function oddsAmongOthers(ranked: readonly FoundUnit[], { slope, bias, nothing }: Competition): number[] {
  const best = [...bestOfGroups(ranked)];
  const against = logSumExp([nothing, ...best.map(([, score]) => slope * score)]);
  const againstGroup = new Map(best.map(([own]) => [own, logSumExp([nothing, ...best.filter(([group]) => group !== own).map(([, score]) => slope * score)])]));
  let least = Infinity;
  return ranked.map(({ group, score }) => {
    const odds = slope * score + bias - (againstGroup.get(group) ?? against);
    least = Math.min(least, odds);
    return least;
  });
}

/** The first groups with the log-odds of their best. */
function bestOfGroups(ranked: readonly FoundUnit[]): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  for (const { group, score } of ranked) {
    if (best.size === COMPETITORS) break;
    if (!best.has(group)) best.set(group, score);
  }
  return best;
}

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

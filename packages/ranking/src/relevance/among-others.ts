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
  /** What it is a part of: parts of the same document do not compete. */
  readonly resourceId: number;
  /** Its log-odds alone: `Relevance.score`. */
  readonly score: number;
}

/** So many of the best documents compete, however many were found: else a longer answer would be a less likely one. */
const COMPETITORS = 10;

/**
 * Log-odds that units answer, told what else was found. What stands alone with some resemblance to a question is likely its answer; one of ten that all resemble it as much is it one time in ten; and
 * the best of what hardly resembles it is none. So
 *
 *   slope * score + bias - log(exp(nothing) + sum over the best of the other documents of exp(slope * score)),
 *
 * which keeps the order: a softmax over the documents and nothing, but for the bias, as several may be right.
 * @param ranked - best first.
 * @returns in the same order, never rising from one to the next.
 */
export function oddsAmongOthers(ranked: readonly FoundUnit[], { slope, bias, nothing }: Competition): number[] {
  const best = bestOfDocuments(ranked);
  const competing = best.map((place) => slope * (ranked[place]?.score ?? 0));
  const against = logSumExp([nothing, ...competing]);
  const againstBest = new Map(best.map((place, own) => [place, logSumExp([nothing, ...competing.filter((_, other) => other !== own)])]));
  let least = Infinity;
  return ranked.map(({ score }, place) => {
    const odds = slope * score + bias - (againstBest.get(place) ?? against);
    least = Math.min(least, odds);
    return least;
  });
}

/** Places of the first unit of each of the first documents. */
function bestOfDocuments(ranked: readonly FoundUnit[]): number[] {
  const places = new Map<number, number>();
  for (let place = 0; place < ranked.length && places.size < COMPETITORS; place += 1) {
    const id = ranked[place]?.resourceId;
    if (id !== undefined && !places.has(id)) places.set(id, place);
  }
  return [...places.values()];
}

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

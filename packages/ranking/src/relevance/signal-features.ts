import { at, nearby, visitAround, type Neighbourhood } from './neighbourhood.js';
import type { RankingFeatures, RankingQuery, RankingUnit } from './types.js';
import type { QueryTerms } from './word-features.js';

/** What a token that a neighbour has counts, where the unit's own counts 1. */
const NEIGHBOUR = 0.9;
/** Within so many places a token counts too, each place further away a little less: a talk names its subject once. */
const SURROUNDINGS = 5;
const FURTHER = 0.93;

/** What is told by the vectors, for each unit; nothing where a unit has none. */
export function meaningFeatures(units: readonly RankingUnit[], neighbours: Neighbourhood): RankingFeatures[] {
  const cosines = Float64Array.from(units, ({ cosine }) => cosine ?? 0);
  return units.map(({ cosine }, place) => {
    if (cosine === null) return {};
    const beside = [neighbours.previous[place] ?? -1, neighbours.next[place] ?? -1].filter((neighbour) => neighbour >= 0 && units[neighbour]?.cosine !== null);
    const besideSum = beside.reduce((sum, neighbour) => sum + at(cosines, neighbour), 0);
    const around = nearby(cosines, neighbours, place);
    return {
      meaning: cosine,
      meaningOfPassage: (cosine + besideSum) / (1 + beside.length),
      meaningOfNeighbours: besideSum / 2,
      meaningNearby: around.mean,
      meaningNearbyBest: around.best,
    };
  });
}

export interface TokenOptions {
  /** See {@link rareTokenWeights}. */
  readonly rareWeights: Float64Array | undefined;
  readonly neighbours: Neighbourhood;
  /** For each unit, whether it ends with a question. */
  readonly asks: readonly boolean[];
}

/** Whether a unit is of one of these times. */
export function isOfTime(atMs: number | null, times: NonNullable<RankingQuery['times']>): boolean {
  return atMs !== null && times.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
}

/**
 * What is of a date that the question names counts as saying it: a note of that day seldom does, and one of another day that says its own would resemble the question more. Times told from now on are left
 * as they are, since texts say "tonight" themselves. What is of another time than the one that is told from an event ("two weeks before the trip to Lisbon") does not count as saying what the event
 * is called: it is of the event, which is not what is asked for.
 */
export function withTimesSaid(units: readonly RankingUnit[], { tokenWords = [], dateWords = [], eventWords = [], times = [] }: Pick<RankingQuery, 'tokenWords' | 'dateWords' | 'eventWords' | 'times'>): readonly RankingUnit[] {
  if (times.length === 0) return units;
  const [ofDate, ofEvent] = [dateWords, eventWords].map((some) => tokenWords.flatMap((word, token) => (some.includes(word) ? [token] : [])));
  return units.map((unit) => {
    if (unit.tokenCosines?.length !== tokenWords.length || unit.atMs === null) return unit;
    const [tokens = [], cosine] = isOfTime(unit.atMs, times) ? [ofDate, 1] : [ofEvent, 0];
    if (tokens.length === 0) return unit;
    const tokenCosines = Float32Array.from(unit.tokenCosines);
    for (const token of tokens) tokenCosines[token] = cosine;
    return { ...unit, tokenCosines };
  });
}

/** What is told by late interaction, for each unit; nothing where a unit was not compared. */
export function tokenFeatures(units: readonly RankingUnit[], { rareWeights, neighbours, asks }: TokenOptions): RankingFeatures[] {
  const size = units.reduce((most, { tokenCosines }) => Math.max(most, tokenCosines?.length ?? 0), 0);
  const even = new Float64Array(size).fill(1 / Math.max(size, 1));
  const rare = rareWeights?.length === size ? rareWeights : even;
  const own = Float64Array.from(units, ({ tokenCosines }) => weighed(tokenCosines, rare));
  return units.map(({ tokenCosines }, place) => {
    if (tokenCosines === null || size === 0) return {};
    return {
      tokens: weighed(tokenCosines, even),
      rareTokens: own[place] ?? 0,
      tokensWithNeighbours: weighed(nearest(units, neighbours, { place, reach: 1, decay: NEIGHBOUR }), even),
      tokensOfSurroundings: weighed(nearest(units, neighbours, { place, reach: SURROUNDINGS, decay: FURTHER }), rare),
      afterMatchingQuestion: asks[neighbours.previous[place] ?? -1] ? at(own, neighbours.previous[place]) : 0,
    };
  });
}

/** The weight of each token: the rarity of its word, shared by the word's tokens; words that are not looked for have none. Undefined where no word has any. */
export function rareTokenWeights(tokenWords: readonly string[], { terms, rarity, reader }: QueryTerms): Float64Array | undefined {
  const rarities = new Map(terms.map((term, index) => [term, rarity[index] ?? 0]));
  const uses = new Map<string, number>();
  for (const word of tokenWords) uses.set(word, (uses.get(word) ?? 0) + 1);
  const weights = Float64Array.from(tokenWords, (word) => reader.of(word).reduce((sum, term) => sum + (rarities.get(term) ?? 0), 0) / (uses.get(word) ?? 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : undefined;
}

function weighed(values: ArrayLike<number> | null, weights: Float64Array): number {
  if (values === null) return 0;
  let sum = 0;
  for (let token = 0; token < weights.length; token += 1) sum += (weights[token] ?? 0) * (values[token] ?? 0);
  return sum;
}

/** For each token of the question the best cosine to one of a unit and of what stands around it; one that is `n` places away counts `decay ** n`. */
function nearest(units: readonly RankingUnit[], neighbours: Neighbourhood, { place, reach, decay }: { readonly place: number; readonly reach: number; readonly decay: number }): Float32Array {
  const best = Float32Array.from(units[place]?.tokenCosines ?? []);
  visitAround(neighbours, place, reach, (other, distance) => {
    const cosines = units[other]?.tokenCosines;
    if (!cosines) return;
    const counts = decay ** distance;
    for (let token = 0; token < cosines.length; token += 1) {
      const cosine = counts * (cosines[token] ?? 0);
      if (cosine > (best[token] ?? 0)) best[token] = cosine;
    }
  });
  return best;
}

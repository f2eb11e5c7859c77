/** Units that stand beside each other, as places in a list. */
export interface Neighbourhood {
  readonly previous: Int32Array;
  readonly next: Int32Array;
}

const REACH = 5;
const DECAY = 0.7;

/** -1 where a neighbour is not among the units. */
export function neighbourhoodOf(units: readonly { readonly id: number; readonly previousId: number | null; readonly nextId: number | null }[]): Neighbourhood {
  const places = new Map(units.map(({ id }, place) => [id, place]));
  const placeOf = (id: number | null): number => (id === null ? -1 : (places.get(id) ?? -1));
  return { previous: Int32Array.from(units, ({ previousId }) => placeOf(previousId)), next: Int32Array.from(units, ({ nextId }) => placeOf(nextId)) };
}

/** The value at a place; 0 outside. */
export function at(values: ArrayLike<number>, place: number | undefined): number {
  return place === undefined || place < 0 ? 0 : (values[place] ?? 0);
}

/** What stands two to five places away: the mean, nearer ones counting more, and the largest; 0 where nothing is known. */
export function nearby(values: ArrayLike<number>, { previous, next }: Neighbourhood, place: number): { readonly mean: number; readonly best: number } {
  let [sum, weights, best] = [0, 0, 0];
  for (const step of [previous, next]) {
    let current = step[place] ?? -1;
    for (let distance = 2, weight = 1; distance <= REACH && current >= 0; distance += 1, weight *= DECAY) {
      current = step[current] ?? -1;
      if (current < 0) break;
      const value = values[current] ?? 0;
      sum += weight * value;
      weights += weight;
      best = Math.max(best, value);
    }
  }
  return { mean: weights === 0 ? 0 : sum / weights, best };
}

/** Units that stand beside each other, as places in a list. */
export interface Neighbourhood {
  readonly previous: Int32Array;
  readonly next: Int32Array;
}

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

/** Told of a place that stands `distance` before or after another, counted from 1. */
export type VisitPlace = (place: number, distance: number) => void;

/** Visits the places before and after one, up to so many each, as far as they are known; the nearer ones of a side first. Makes no list: hundreds of units are looked around for each question. */
export function visitAround({ previous, next }: Neighbourhood, place: number, reach: number, visit: VisitPlace): void {
  visitSide(previous, place, reach, visit);
  visitSide(next, place, reach, visit);
}

function visitSide(step: Int32Array, place: number, reach: number, visit: VisitPlace): void {
  let current = place;
  for (let distance = 1; distance <= reach; distance += 1) {
    current = step[current] ?? -1;
    if (current < 0) return;
    visit(current, distance);
  }
}

/** How far away something still counts as nearby. */
const NEARBY = 5;
const DECAY = 0.7;

/** What stands two to five places away: the mean, nearer ones counting more, and the largest; 0 where nothing is known. */
export function nearby(values: ArrayLike<number>, neighbours: Neighbourhood, place: number): { readonly mean: number; readonly best: number } {
  let sum = 0;
  let weights = 0;
  let best = 0;
  visitAround(neighbours, place, NEARBY, (other, distance) => {
    if (distance === 1) return;
    const value = values[other] ?? 0;
    const weight = DECAY ** (distance - 2);
    sum += weight * value;
    weights += weight;
    best = Math.max(best, value);
  });
  return { mean: weights === 0 ? 0 : sum / weights, best };
}

/** Uses of which half of {@link UseFeatures.usedOften} comes. */
const HALF_OF_OFTEN = 5;

/** What agents said they used a unit for. */
export type Uses = readonly { readonly likeness: number; readonly strength: number }[];

export interface UseFeatures {
  /** The use for what is most like the question, 0 to 1: squared, so that one for another question of the same subject says little. */
  readonly usedForSuch: number;
  /** 0 to below 1, whatever it was used for. */
  readonly usedOften: number;
}

export function useFeatures(uses: Uses): UseFeatures {
  return { usedForSuch: Math.max(0, ...uses.map(({ likeness, strength }) => strength * likeness ** 2)), usedOften: uses.length / (uses.length + HALF_OF_OFTEN) };
}

/** A document that replaces another; the other gains nothing from it. */
const SUPERSEDES = 'supersedes';

/**
 * How likely an answer is what a document is said to be related to: of those the best, times the strength of the relation.
 * @param probabilities - of each document (`resourceId`) that may be an answer, 0 to 1.
 * @returns by `resourceId`; those without such relations are absent.
 */
export function relatedness(
  probabilities: ReadonlyMap<number, number>,
  relations: readonly { readonly sourceId: number; readonly targetId: number; readonly type: string; readonly strength: number }[],
): ReadonlyMap<number, number> {
  const best = new Map<number, number>();
  const gain = (to: number, from: number, strength: number): void => {
    const probability = probabilities.get(from);
    if (probability !== undefined && to !== from) best.set(to, Math.max(best.get(to) ?? 0, strength * probability));
  };
  for (const { sourceId, targetId, type, strength } of relations) {
    gain(sourceId, targetId, strength);
    if (type !== SUPERSEDES) gain(targetId, sourceId, strength);
  }
  return best;
}

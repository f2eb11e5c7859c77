import { areAlike, termsOfUnit } from '@ltmc/ranking';
import type { ChunkView } from '@ltmc/contracts';
import { searchedText } from '../engine/chunk-context.js';
import { NEAR_DUPLICATE } from './diverse-hits.js';

/** So many different documents are compared with each other: further ones count for little in a score. */
const COMPARED = 10;

/** For each hit, best first, the id of the first document that is the same one or says the same: who stored a fact twice has it no less surely. */
export function groupsOf(views: readonly ChunkView[]): number[] {
  const compared: { readonly group: number; readonly terms: ReadonlySet<string> }[] = [];
  const groups = new Map<number, number>();
  return views.map((view) => {
    const known = groups.get(view.resourceId);
    if (known !== undefined || compared.length >= COMPARED) return known ?? view.resourceId;
    const terms = new Set(termsOfUnit({ text: searchedText(view), origin: view }));
    const same = compared.find(({ terms: others }) => areAlike(terms, others, NEAR_DUPLICATE));
    if (!same) compared.push({ group: view.resourceId, terms });
    groups.set(view.resourceId, same?.group ?? view.resourceId);
    return same?.group ?? view.resourceId;
  });
}

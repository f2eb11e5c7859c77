import { isCurrent, type MemoryEdge, type MemoryState } from './state.js';

export function isVisible({ forgottenBy }: MemoryEdge): boolean {
  return forgottenBy === null;
}

/** Relations at a memory whose other ends are current. */
export function visibleEdges(state: MemoryState, resourceId: number): MemoryEdge[] {
  const current = new Set(state.versions.filter(isCurrent).map((version) => version.resourceId));
  return edgesAt(state, resourceId).filter((edge) => isVisible(edge) && current.has(otherEnd(edge, resourceId)));
}

/** Counts the relations that a forgetting takes along, and hides or removes them unless it is dry. */
export function forgetEdges(state: MemoryState, resourceId: number, { dryRun, purge }: { readonly dryRun: boolean; readonly purge: boolean }): number {
  const links = (purge ? edgesAt(state, resourceId) : visibleEdges(state, resourceId)).length;
  if (dryRun) return links;
  for (const edge of edgesAt(state, resourceId)) edge.forgottenBy ??= resourceId;
  if (purge) state.edges = state.edges.filter((edge) => !edgesAt(state, resourceId).includes(edge));
  return links;
}

/** After the memory has come back. @returns how many are in answers again. */
export function restoreEdges(state: MemoryState, resourceId: number): number {
  const before = visibleEdges(state, resourceId).length;
  for (const edge of state.edges) if (edge.forgottenBy === resourceId) edge.forgottenBy = null;
  return visibleEdges(state, resourceId).length - before;
}

function edgesAt(state: MemoryState, resourceId: number): MemoryEdge[] {
  return state.edges.filter(({ relation }) => relation.sourceId === resourceId || relation.targetId === resourceId);
}

function otherEnd({ relation: { sourceId, targetId } }: MemoryEdge, resourceId: number): number {
  return sourceId === resourceId ? targetId : sourceId;
}

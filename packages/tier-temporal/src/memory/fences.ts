import type { Fence, FenceRecord } from '@ltmc/contracts';
import { fenceStale, lockName, requireFence } from '../fence-rules.js';
import type { MemoryState } from './state.js';

/** Fences of the reference driver. */
export function createMemoryFences(open: () => MemoryState): FenceRecord {
  return {
    highest: async (namespace, name) => highestOf(open(), namespace, lockName(name)),
    raise: async (namespace, fence) => raiseFence(open(), namespace, requireFence(fence)),
  };
}

/** @throws LtmcError `LTMC_FENCE_STALE` */
export function checkFence(state: MemoryState, namespace: string, fence: Fence): void {
  const highest = highestOf(state, namespace, fence.name);
  if (highest > fence.token) throw fenceStale(fence, highest);
}

/** @returns the highest before. */
export function raiseFence(state: MemoryState, namespace: string, { name, token }: Fence): number {
  const before = highestOf(state, namespace, name);
  state.fences.set(keyOf(namespace, name), Math.max(token, before));
  return before;
}

function highestOf(state: MemoryState, namespace: string, name: string): number {
  return state.fences.get(keyOf(namespace, name)) ?? 0;
}

function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

import type { MemoryFilter, RecordKind } from '@ltmc/contracts';

/** Every kind, in the order in which they came about. */
export const RECORD_KINDS: readonly RecordKind[] = ['memory', 'message', 'todo', 'pattern'];

/** The kinds a filter lets pass, each once; at least one. */
export function kindsOf({ kinds }: Pick<MemoryFilter, 'kinds'>): readonly RecordKind[] {
  return kinds === undefined || kinds.length === 0 ? ['memory'] : RECORD_KINDS.filter((kind) => kinds.includes(kind));
}

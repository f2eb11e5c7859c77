import type { RecordKind } from '@ltmc/contracts';

/** Every kind of thing that can be found by its text. */
export const RECORD_KINDS: readonly RecordKind[] = ['memory', 'message', 'todo', 'pattern'];

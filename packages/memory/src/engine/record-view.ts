import type { RecordStore, RecordWrites } from '@ltmc/contracts';

/** The parts of a record that callers write to. */
type Part = { [Key in keyof RecordWrites]: RecordWrites[Key] extends (...args: never[]) => unknown ? never : Key }[keyof RecordWrites];

/**
 * The record without what callers write: that is reached through `MemoryEngine.writes` alone, which puts it under the caller's fence. So a flow that would
 * write past the fence does not compile.
 */
export type RecordView = Omit<RecordStore, keyof RecordWrites | 'fenced'> & { readonly [Key in Part]: Omit<RecordStore[Key], keyof RecordWrites[Key]> };

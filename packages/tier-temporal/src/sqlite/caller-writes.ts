import type { Fence, WriteOutcome } from '@ltmc/contracts';
import type { Sql } from './connection.js';
import { checkFence } from './fences.js';
import { effectivelyOnce, type Done, type Once } from './idempotency.js';
import type { RecordAccess, Write } from './record-access.js';

export interface CallerWritesOptions extends Pick<RecordAccess, 'read' | 'tend'> {
  /** Follows a purge until its last byte is gone. */
  scrubbed<T>(purge: Promise<T>): Promise<T>;
  /** What the writes show; undefined: nothing, and no table of fences is looked at. */
  readonly fence: Fence | undefined;
}

/** The ways in which callers write. */
export function createCallerWrites({ read, tend, scrubbed, fence }: CallerWritesOptions): Pick<RecordAccess, 'write' | 'purge' | 'rehearse'> {
  const once: Run = (claimed, work) => tend((sql) => effectivelyOnce(sql, { ...claimed, fence }, work));
  return {
    write: writeBy(once),
    purge: writeBy((claimed, work) => scrubbed(once(claimed, work))),
    rehearse: (namespace, work) => read(async (sql) => {
      if (fence) await checkFence(sql, namespace, fence);
      const found = await work(sql);
      return found && { kind: 'written', result: found.result };
    }),
  };
}

type Run = <Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result> | undefined>) => Promise<WriteOutcome<Result> | undefined>;

/** Work that always gives something has an outcome. */
function writeBy(run: Run): Write {
  function write<Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result>>): Promise<WriteOutcome<Result>>;
  function write<Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result> | undefined>): Promise<WriteOutcome<Result> | undefined>;
  function write<Result>(once: Once<Result>, work: (sql: Sql) => Promise<Done<Result> | undefined>): Promise<WriteOutcome<Result> | undefined> {
    return run(once, work);
  }
  return write;
}

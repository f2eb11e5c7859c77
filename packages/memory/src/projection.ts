import type { Change, Logger, RecordStore } from '@ltmc/contracts';

const CHANGES_PER_STEP = 1000;

/**
 * Something derived from the record that follows its change log: an index, a cache, a graph. It can be deleted at any moment.
 *
 * Its position is kept together with its content, so that both move in one step.
 */
export interface ProjectionTarget {
  readonly name: string;
  /** Change-log position that the content covers; 0 when it is empty. */
  cursor(): Promise<number>;
  /**
   * Takes in changes (those of every namespace, in order) and moves the cursor to `upTo`, or further by a rebuild. Idempotent: after a crash the same changes come again.
   * What a change is about is read from the record now, so it is never older than the change.
   */
  apply(changes: readonly Change[], upTo: number): Promise<void>;
  /** Empties the content and fills it from the record, ending at a position not before the one at the call. */
  rebuild(): Promise<void>;
}

/** How far a projection is behind the record. */
export interface ProjectionLag {
  readonly changes: number;
  /** Age of the oldest change not yet applied; 0 when level. */
  readonly seconds: number;
}

/** A projection that is kept level with the record. */
export interface Projection {
  readonly name: string;
  /**
   * Brings it up to a moment not earlier than the call: what any process had committed then is in it.
   * Calls share the work that is under way.
   */
  catchUp(): Promise<void>;
  rebuild(): Promise<void>;
  /** Runs `work` while nothing else moves the projection. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** @param nowMs - Unix epoch milliseconds. */
  lag(nowMs: number): Promise<ProjectionLag>;
}

export interface FollowOptions {
  readonly record: RecordStore;
  readonly target: ProjectionTarget;
  readonly logger: Logger;
}

/** Lets `target` follow the record's change log. */
export function followRecord({ record, target, logger }: FollowOptions): Projection {
  let working: Promise<unknown> = Promise.resolve();

  /** One step at a time: two writers would let the cursor run ahead of the content. */
  const exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = working.then(work);
    working = next.catch(() => undefined);
    return next;
  };

  const advance = async (to: number): Promise<void> => {
    let cursor = await target.cursor();
    // Ahead of the record means it belongs to a later state of it, e.g. before a backup was restored.
    if (cursor === 0 || cursor > (await record.lastSeq())) {
      if (cursor > 0) logger.warn('projection does not fit the record and is rebuilt', { projection: target.name, cursor });
      await target.rebuild();
      cursor = await target.cursor();
    }
    while (cursor < to) {
      const changes = await record.changesAfter(cursor, CHANGES_PER_STEP);
      await target.apply(changes, changes.at(-1)?.seq ?? to);
      cursor = await target.cursor();
    }
  };

  return {
    name: target.name,
    exclusively,
    catchUp: async () => {
      const to = await record.lastSeq();
      if ((await target.cursor()) !== to) await exclusively(() => advance(to));
    },
    rebuild: () => exclusively(() => target.rebuild()),
    lag: async (nowMs) => {
      const [last, cursor] = [await record.lastSeq(), await target.cursor()];
      const [oldest] = last > cursor ? await record.changesAfter(cursor, 1) : [];
      return { changes: Math.max(0, last - cursor), seconds: oldest ? Math.max(0, (nowMs - oldest.atMs) / 1000) : 0 };
    },
  };
}

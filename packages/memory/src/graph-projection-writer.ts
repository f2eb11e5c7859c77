import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, StoreClosedError, type GraphStore, type Logger, type RecordStore } from '@ltmc/contracts';
import { createGraphProjection, type GraphProjection } from './graph-projection.js';
import type { GraphReconciliation } from './graph-projection-reconcile.js';

/** The right to write the graph, for as long as it lasts. */
export interface GraphTurn {
  /** Goes with everything that is written. */
  readonly epoch: number;
  /** Aborted when the turn is lost. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` when it is this process's turn to write the graph, and resolves with whether it was.
 * @param epochAbove - the highest epoch found in the graph; the turn's is higher.
 */
export type GraphInTurn = (work: (turn: GraphTurn) => Promise<void>, epochAbove: number) => Promise<boolean>;

export interface GraphWriterOptions {
  readonly record: RecordStore;
  readonly store: GraphStore;
  readonly logger: Logger;
  readonly inTurn: GraphInTurn;
  /** How often the record is asked whether it moved, milliseconds. Default 200. */
  readonly pollMs?: number;
  /** How often the graph is asked where it stands while nothing happens: it may have been emptied or restored, milliseconds. Default 5000. */
  readonly lookMs?: number;
  /** How long the turn is kept while nothing happens, milliseconds. Default 5000. */
  readonly lingerMs?: number;
  /** Pause between two comparisons of the whole graph with the record, milliseconds. Default 1,800,000. */
  readonly reconcileMs?: number;
}

/** Keeps the graph level with the record in the background. Nobody waits for it. */
export interface GraphWriter {
  readonly projection: GraphProjection;
  /** Why nothing can be written now; undefined while all is well. */
  readonly failure: LtmcError | undefined;
  /** Compares the graph with the record now. Undefined when it is another process's turn. */
  reconcile(): Promise<GraphReconciliation | undefined>;
  /** Idempotent and prompt: it waits half a second for a batch under way. */
  close(): Promise<void>;
}

const RETRY_MS = { first: 500, most: 5000 };
/** A batch under way may end by itself; closing the store ends it otherwise. */
const CLOSE_MS = 500;
/** Attempts to take over from a process that holds the turn. */
const OTHERS_TURN_MS = 1000;

export function startGraphWriter(options: GraphWriterOptions): GraphWriter {
  const { record, store, logger, inTurn, pollMs = 200, lookMs = 5000, lingerMs = 5000, reconcileMs = 1_800_000 } = options;
  const closing = new AbortController();
  let turn: GraphTurn | undefined;
  let failure: LtmcError | undefined;
  let retryMs = RETRY_MS.first;
  /** Position at which the graph was last seen level, and when it was last asked. */
  let levelAt = -1;
  let lookedAtMs = -Infinity;
  let reconciledAtMs = performance.now();

  const epoch = (): number => {
    if (!turn) throw new LtmcError('LTMC_LEASE_LOST', 'It is not this process\'s turn to write the graph; it goes on when it is', { retryable: true });
    turn.signal.throwIfAborted();
    if (closing.signal.aborted) throw new StoreClosedError('the graph writer');
    return turn.epoch;
  };
  const projection = createGraphProjection({ record, store, logger, epoch });

  /** Whether there is anything to write; asks the graph only when the record has moved or some time has passed. */
  const isBehind = async (): Promise<{ readonly behind: boolean; readonly epoch: number }> => {
    const last = await record.lastSeq();
    if (last === levelAt && performance.now() - lookedAtMs < lookMs) return { behind: false, epoch: 0 };
    const cursor = await store.cursor();
    lookedAtMs = performance.now();
    const behind = cursor.recordId !== record.recordId ? last > 0 : cursor.seq !== last;
    if (!behind) levelAt = last;
    recovered();
    return { behind, epoch: cursor.epoch };
  };

  const takeTurn = (work: () => Promise<void>, epochAbove: number): Promise<boolean> =>
    inTurn(async (given) => {
      turn = given;
      try {
        await work();
      } finally {
        turn = undefined;
      }
    }, epochAbove);

  /** Goes on as long as changes come, so that a busy record costs one lease and not thousands. */
  const follow = async (): Promise<void> => {
    let idleSinceMs = performance.now();
    while (!closing.signal.aborted && performance.now() - idleSinceMs < lingerMs) {
      if ((await isBehind()).behind) {
        await projection.catchUp();
        idleSinceMs = performance.now();
      }
      if (performance.now() - reconciledAtMs > reconcileMs) await compare();
      await pause(pollMs);
    }
  };

  const compare = async (): Promise<GraphReconciliation> => {
    reconciledAtMs = performance.now();
    const found = await projection.reconcile();
    if (found.repaired > 0) logger.warn('the graph differed from the record and was repaired', { ...found });
    return found;
  };

  const step = async (): Promise<number> => {
    const { behind, epoch: epochAbove } = await isBehind();
    if (!behind && performance.now() - reconciledAtMs < reconcileMs) return pollMs;
    return (await takeTurn(follow, epochAbove)) ? pollMs : OTHERS_TURN_MS;
  };

  const fail = (cause: unknown): number => {
    const known = LtmcError.is(cause) ? cause : new LtmcError('LTMC_INTERNAL', 'the graph could not be written for an unforeseen reason; see the log', { cause });
    // Another process took over, or the graph stands elsewhere: nothing is wrong, the next step looks anew.
    const harmless = known.code === 'LTMC_LEASE_LOST' || known.code === 'LTMC_GRAPH_OUT_OF_STEP';
    if (!harmless && failure === undefined) logger.warn('the graph does not follow the record; it is tried again, meanwhile answers come from the record', { code: known.code, why: known.message, cause: told(known, cause) });
    if (!harmless) failure = known;
    lookedAtMs = -Infinity;
    const waitMs = retryMs * (0.5 + Math.random());
    retryMs = Math.min(retryMs * 2, RETRY_MS.most);
    return waitMs;
  };

  const recovered = (): void => {
    if (failure) logger.info('the graph is back');
    failure = undefined;
    retryMs = RETRY_MS.first;
  };

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) await pause(await step().catch(fail));
  };
  const running = run();

  return {
    projection,
    get failure() {
      return failure;
    },
    reconcile: async () => {
      if (turn) return compare();
      let found: GraphReconciliation | undefined;
      await takeTurn(async () => {
        await projection.catchUp();
        found = await compare();
      }, (await store.cursor()).epoch);
      return found;
    },
    close: async () => {
      closing.abort();
      await Promise.race([running, sleep(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}

/** A graph that is not there, as in the first half minute beside a Neo4j that starts too, is no riddle: one line says it, without the driver's stacks. */
function told(known: LtmcError, cause: unknown): unknown {
  if (known.code !== 'LTMC_GRAPH_UNAVAILABLE') return cause;
  return known.cause instanceof Error ? known.cause.message : undefined;
}

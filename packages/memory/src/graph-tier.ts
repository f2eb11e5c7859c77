import type { Clock, Logger, RecordStore } from '@ltmc/contracts';
import { graphHealth } from './graph-health.js';
import type { GraphReconciliation } from './graph-projection-reconcile.js';
import { startGraphWriter, type GraphInTurn } from './graph-projection-writer.js';
import type { GraphTiers } from './relations/graph-question.js';
import type { ComponentHealth } from './types.js';

/** The graph that questions about relations go to; see `createMemory`. */
export interface GraphOptions extends GraphTiers {
  /** Runs the function when it is this process's turn to write the graph. Default: `store` is only read, another program keeps it level. */
  readonly inTurn?: GraphInTurn;
}

/** The graph's part of the service: the work in the background, and how it is. */
export interface GraphTier {
  /** Undefined where there is no server. Never throws. */
  health(): Promise<ComponentHealth | undefined>;
  /** Compares the graph with the record, edge by edge, and repairs what differs. Undefined where there is no server, or it is another process's turn. */
  reconcile(): Promise<GraphReconciliation | undefined>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface GraphTierParts {
  readonly record: RecordStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Starts what keeps the graph's server level with the record, where there is one. */
export function createGraphTier({ record, clock, logger }: GraphTierParts, { store, inTurn }: Partial<GraphOptions> = {}): GraphTier {
  const writer = store && inTurn && startGraphWriter({ record, store, logger, inTurn });
  return {
    health: async () => store && graphHealth({ record, store, writer, clock }),
    reconcile: async () => writer?.reconcile(),
    close: async () => writer?.close(),
  };
}

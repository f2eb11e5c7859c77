import type { Config } from '@ltmc/config';
import type { Clock, GraphStore, Logger, RecordStore } from '@ltmc/contracts';
import type { GraphInTurn, GraphOptions } from '@ltmc/memory';

/**
 * The server of the graph, where one is configured. Unless it is required it opens whatever the server does, and heals by itself.
 * @throws LtmcError `LTMC_GRAPH_UNAVAILABLE` where it is required and away.
 */
export async function openGraphServer({ neo4j }: Config, logger: Logger): Promise<GraphStore | undefined> {
  if (!neo4j) return undefined;
  const { openNeo4jGraph } = await import('@ltmc/tier-graph');
  return openNeo4jGraph({ ...neo4j, logger });
}

export interface GraphParts {
  readonly record: RecordStore;
  readonly store: GraphStore | undefined;
  readonly inTurn: GraphInTurn;
  readonly clock: Clock;
}

/** The graph over the record's own edges, beside its server if there is one. Closes neither record nor server. */
export async function openGraph({ record, store, inTurn, clock }: GraphParts): Promise<GraphOptions> {
  const { createEdgeGraph } = await import('@ltmc/tier-graph');
  return { edges: createEdgeGraph(record.edges.source(() => clock.nowMs())), ...(store && { store, inTurn }) };
}

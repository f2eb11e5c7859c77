import type { GraphStore } from '@ltmc/contracts';
import type { Neo4jGraphOptions } from './open-neo4j.js';

/**
 * A graph in Neo4j, 5.x or later. Its client is loaded with the first call, so that whoever uses another driver does not pay for it. Constraints are made
 * where they are missing. Without `required` it opens whatever the server does, and every call rejects with `LTMC_GRAPH_UNAVAILABLE` at once until the server is back.
 * @throws LtmcError `LTMC_INVALID_INPUT` for an option, `LTMC_GRAPH_UNAVAILABLE` where `required` and not there.
 */
export async function openNeo4jGraph(options: Neo4jGraphOptions): Promise<GraphStore> {
  const { openNeo4jGraph: open } = await import('./open-neo4j.js');
  return open(options);
}

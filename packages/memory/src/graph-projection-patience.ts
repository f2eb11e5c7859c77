import { setTimeout as sleep } from 'node:timers/promises';
import { LtmcError, type GraphStore } from '@ltmc/contracts';

/** Pauses before a call is tried again, milliseconds: a server that is only slow, or was restarted, costs no work done before. */
const PAUSES_MS = [50, 200, 500, 1000, 2000];

/** The part of a graph that its projection uses. */
export type ProjectedGraph = Pick<GraphStore, 'edges' | 'apply' | 'clear' | 'cursor' | 'listEdges' | 'listNodes'>;

/**
 * Tries a call again where the server did not answer in time. Harmless for writes too: what is applied twice changes nothing, and a move that was made is
 * refused as out of step.
 */
export function patientGraph(store: ProjectedGraph): ProjectedGraph {
  const patiently = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await call();
      } catch (error) {
        if (!LtmcError.is(error) || error.code !== 'LTMC_GRAPH_UNAVAILABLE') throw error;
        await sleep(pauseMs, undefined, { ref: false });
      }
    }
    return call();
  };
  return {
    edges: (query) => patiently(() => store.edges(query)),
    apply: (batch) => patiently(() => store.apply(batch)),
    clear: (options) => patiently(() => store.clear(options)),
    cursor: () => patiently(() => store.cursor()),
    listEdges: (query) => patiently(() => store.listEdges(query)),
    listNodes: (query) => patiently(() => store.listNodes(query)),
  };
}

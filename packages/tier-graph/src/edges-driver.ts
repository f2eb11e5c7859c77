import { LtmcError, StoreClosedError, type EdgeQuery, type EdgeReader, type GraphHealth, type GraphReader } from '@ltmc/contracts';
import { createSearches, checkQuery, type CheckedQuery, type WithEdges } from './graph-queries.js';
import { checkNamespace, checkNodes, checkWhole, MAX_COUNT } from './input-checks.js';
import { collectStatistics, countDegrees } from './search/count-edges.js';

export interface EdgeGraphOptions {
  /** So many edges one search may look at; beyond it the answer says `truncated`. Default 20,000. */
  readonly maxEdges?: number;
}

export const DEFAULT_MAX_EDGES = 20_000;
const DEFAULT_MOST_CONNECTED = 10;
/** Degrees are counted from all edges of a node. */
const ALL_EDGES = 10_000_000;

/** A graph over edges that are kept elsewhere, read anew at every call. Does not close `reader`. */
export function createEdgeGraph(reader: EdgeReader, { maxEdges = DEFAULT_MAX_EDGES }: EdgeGraphOptions = {}): GraphReader {
  let closed = false;
  const open = (): EdgeReader => {
    if (closed) throw new StoreClosedError('graph/edges');
    return reader;
  };
  const close = async (): Promise<void> => { closed = true; };
  const withEdges: WithEdges = async (query, search) => {
    open();
    return search((nodes, { direction, limit }) => open().edgesOf({ ...questionOf(query), nodes, direction, limit }));
  };
  return {
    capabilities: { driver: 'edges', live: true, persistent: true },
    ...createSearches(withEdges, maxEdges),
    degrees: async ({ nodes, ...query }) => {
      checkQuery(query, 1);
      checkNodes(nodes);
      return countDegrees(await open().edgesOf({ ...questionOf(query), nodes, limit: ALL_EDGES }), nodes, query.direction ?? 'both');
    },
    statistics: async ({ namespace, limit = DEFAULT_MOST_CONNECTED, signal }) => {
      checkQuery({ namespace }, limit);
      return collectStatistics(open(), { namespace, limit, signal });
    },
    listEdges: async (query) => {
      checkNamespace(query.namespace);
      checkWhole('limit', query.limit, 1, MAX_COUNT);
      return open().listEdges(query);
    },
    health: () => probe(open),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a record is asked, without what only projections need. */
function questionOf({ namespace, direction, types, relations, automatic, signal }: CheckedQuery): Omit<EdgeQuery, 'nodes' | 'limit'> {
  return {
    namespace,
    ...(direction && { direction }),
    ...(types && { types }),
    ...(relations && { relations }),
    ...(automatic === undefined ? {} : { automatic }),
    ...(signal && { signal }),
  };
}

async function probe(open: () => EdgeReader): Promise<GraphHealth> {
  const startMs = performance.now();
  try {
    await open().edgesOf({ namespace: 'default', nodes: [{ kind: 'document', id: 1 }], limit: 1 });
    return { state: 'ok', latencyMs: performance.now() - startMs };
  } catch (cause) {
    return { state: 'unavailable', why: LtmcError.is(cause) ? cause.message : 'the edges cannot be read' };
  }
}

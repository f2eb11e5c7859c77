import { StoreClosedError, type GraphCursor, type GraphDirection, type GraphEdge, type GraphRef, type GraphStore } from '@ltmc/contracts';
import { DEFAULT_MAX_EDGES, type EdgeGraphOptions } from '../edges-driver.js';
import { createSearches, checkQuery, type CheckedQuery } from '../graph-queries.js';
import { checkBatch, checkNamespace, checkNodes, checkWhole, MAX_COUNT, refuse } from '../input-checks.js';
import { keyOf, relationOf } from '../node-order.js';
import { checkEpoch, checkMove, checkPosition, NOWHERE } from '../position-checks.js';
import { collectStatistics, countDegrees } from '../search/count-edges.js';
import { applyBatch, createStoredGraph, type StoredGraph } from './stored-graph.js';

/** A graph in the memory of the process: the shortest code that meets the contract. */
export function createMemoryGraph({ maxEdges = DEFAULT_MAX_EDGES }: EdgeGraphOptions = {}): GraphStore {
  let graphs: Map<string, StoredGraph> | undefined = new Map();
  let cursor: GraphCursor = NOWHERE;
  const open = (): Map<string, StoredGraph> => {
    if (!graphs) throw new StoreClosedError('graph/memory');
    return graphs;
  };
  const graphOf = (namespace: string): StoredGraph => open().get(namespace) ?? createStoredGraph();
  const graphToWrite = (namespace: string): StoredGraph => {
    const graph = graphOf(namespace);
    open().set(namespace, graph);
    return graph;
  };
  const reading = (query: CheckedQuery): StoredGraph => {
    const graph = graphOf(query.namespace);
    if (query.atLeast) checkPosition(cursor, query.atLeast);
    return graph;
  };
  const listEdges: GraphStore['listEdges'] = async ({ namespace, after, limit }) => {
    const { items, next } = pageOf(graphOf(namespace).edges(), { after, limit });
    return { edges: items, ...next };
  };
  const close = async (): Promise<void> => { graphs = undefined; };

  return {
    capabilities: { driver: 'memory', live: false, persistent: false },
    ...createSearches(async (query, search) => {
      const graph = reading(query);
      return search(async (nodes, { direction, limit }) => edgesAt(graph, { ...query, nodes, direction }).slice(0, limit));
    }, maxEdges),
    degrees: async ({ nodes, ...query }) => {
      checkQuery(query, 1);
      checkNodes(nodes);
      const direction = query.direction ?? 'both';
      return countDegrees(edgesAt(reading(query), { ...query, nodes, direction }), nodes, direction);
    },
    statistics: async ({ limit = 10, ...query }) => {
      checkQuery(query, limit);
      reading(query);
      return collectStatistics({ listEdges }, { limit, namespace: query.namespace });
    },
    listEdges,
    listNodes: async ({ namespace, after, limit }) => {
      const { items, next } = pageOf(graphOf(namespace).nodes(), { after, limit });
      return { nodes: items, ...next };
    },
    counts: async (namespace) => {
      checkNamespace(namespace);
      return graphOf(namespace).counts();
    },
    apply: async (batch) => {
      open();
      checkBatch(batch);
      if (batch.move) checkMove(cursor, batch.move);
      applyBatch(batch, graphToWrite);
      if (batch.move) cursor = { recordId: batch.move.recordId, seq: batch.move.to, epoch: batch.move.epoch };
    },
    cursor: async () => (open(), cursor),
    clear: async ({ namespace, epoch } = {}) => {
      const all = open();
      if (epoch !== undefined) checkEpoch(cursor, epoch);
      const highest = Math.max(cursor.epoch, epoch ?? 0);
      if (namespace === undefined) all.clear();
      else all.delete(namespace);
      cursor = namespace === undefined ? { ...NOWHERE, epoch: highest } : { ...cursor, epoch: highest };
    },
    health: async () => (graphs ? { state: 'ok', latencyMs: 0, cursor } : { state: 'unavailable', why: 'it is closed' }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

interface EdgesAt extends CheckedQuery {
  readonly nodes: readonly GraphRef[];
  readonly direction: GraphDirection;
}

/** Each edge once, also one between two of the nodes. */
function edgesAt(graph: StoredGraph, { nodes, direction, types, relations, automatic }: EdgesAt): GraphEdge[] {
  const asked = new Set(nodes.map(keyOf));
  const found = new Set<GraphEdge>();
  for (const edge of graph.edgesAt(nodes)) {
    if (direction === 'out' && !asked.has(keyOf(edge.source))) continue;
    if (direction === 'in' && !asked.has(keyOf(edge.target))) continue;
    if (types && !types.includes(edge.type)) continue;
    if (relations && !relations.some((relation) => relation === relationOf(edge.source, edge.target))) continue;
    if (automatic === undefined || edge.automatic === automatic) found.add(edge);
  }
  return [...found];
}

function pageOf<Item>(items: readonly Item[], { after = '0', limit }: { after: string | undefined; limit: number }): { items: Item[]; next: { next?: string } } {
  checkWhole('limit', limit, 1, MAX_COUNT);
  const start = Number(after);
  if (!Number.isSafeInteger(start) || start < 0) refuse('after must be the next of a page before');
  return { items: items.slice(start, start + limit), next: start + limit < items.length ? { next: String(start + limit) } : {} };
}

import type { GraphDirection, GraphQuery, GraphReader, PathQuery } from '@ltmc/contracts';
import { checkFilter, checkNamespace, checkNodes, checkRef, checkWhole, MAX_COUNT, MAX_DEPTH } from './input-checks.js';
import { compareEdges } from './node-order.js';
import { boundEdges, type BoundedEdges, type EdgeSource } from './search/edge-source.js';
import { findNeighbours } from './search/find-neighbours.js';
import { findPaths } from './search/find-paths.js';
import { findRelated } from './search/find-related.js';

/** A query whose parts have been checked. */
export type CheckedQuery = Omit<GraphQuery, 'limit'>;

/** Lets `search` look at edges under the query's filter, all on one connection or snapshot where the driver has such a thing. */
export type WithEdges = <Result>(query: CheckedQuery, search: (source: EdgeSource) => Promise<Result>) => Promise<Result>;

export type GraphSearches = Pick<GraphReader, 'edges' | 'neighbours' | 'paths' | 'shortestPath' | 'related'>;

const DEFAULT_LIMIT = 100;

/**
 * The searches of every driver: what differs between them is only how they get at edges, so they give the same answers.
 * @param maxEdges - so many edges one search may look at.
 */
export function createSearches(withEdges: WithEdges, maxEdges: number): GraphSearches {
  const search = <Result>(query: CheckedQuery, work: (edges: BoundedEdges, direction: GraphDirection) => Promise<Result>): Promise<Result> =>
    withEdges(query, (source) => work(boundEdges(source, maxEdges), query.direction ?? 'both'));

  const paths = async ({ from, to, maxDepth = MAX_DEPTH, limit = DEFAULT_LIMIT, ...query }: PathQuery): ReturnType<GraphReader['paths']> => {
    checkQuery(query, limit, maxDepth);
    checkRef('from', from);
    checkRef('to', to);
    return search(query, (edges, direction) => findPaths(edges, { from, to, direction, maxDepth, limit }));
  };

  return {
    paths,
    shortestPath: async (query) => (await paths({ ...query, limit: 1 })).found[0],
    edges: async ({ nodes, limit = DEFAULT_LIMIT, ...query }) => {
      checkQuery(query, limit);
      checkNodes(nodes);
      return search(query, async (edges, direction) => {
        const found = (await edges.at(nodes, direction)).toSorted((a, b) => b.strength - a.strength || compareEdges(a, b));
        return { found: found.slice(0, limit), truncated: found.length > limit || edges.exhausted };
      });
    },
    neighbours: async ({ node, maxDepth = 1, limit = DEFAULT_LIMIT, ...query }) => {
      checkQuery(query, limit, maxDepth);
      checkRef('node', node);
      return search(query, (edges, direction) => findNeighbours(edges, { node, direction, maxDepth, limit }));
    },
    related: async ({ node, limit = DEFAULT_LIMIT, ...query }) => {
      checkQuery(query, limit);
      checkRef('node', node);
      return search(query, (edges, direction) => findRelated(edges, { node, direction, limit }));
    },
  };
}

export function checkQuery(query: CheckedQuery, limit: number, maxDepth = 1): void {
  query.signal?.throwIfAborted();
  checkNamespace(query.namespace);
  checkFilter(query);
  checkWhole('limit', limit, 1, MAX_COUNT);
  checkWhole('maxDepth', maxDepth, 1, MAX_DEPTH);
}

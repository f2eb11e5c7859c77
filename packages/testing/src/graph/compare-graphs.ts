import type { GraphAnswer, GraphEdge, GraphReader } from '@ltmc/contracts';
import { isDeepStrictEqual } from 'node:util';
import type { RandomGraph } from './random-graph.js';
import { createReferenceGraph } from './reference.js';

const LIMIT = 10_000;

/**
 * Puts the questions of a random graph to a driver that holds its edges, and to the reference.
 * @returns what differs, in words; empty when nothing does.
 */
export async function compareGraphs(graph: GraphReader, { edges, questions }: RandomGraph, namespace: string): Promise<string[]> {
  const reference = createReferenceGraph(edges);
  const differences: string[] = [];
  const compare = (question: string, given: unknown, right: unknown): void => {
    if (!isDeepStrictEqual(given, right)) differences.push(`${graph.capabilities.driver}: ${question}\n  given ${JSON.stringify(given)}\n  right ${JSON.stringify(right)}\n  graph ${JSON.stringify(edges)}`);
  };
  for (const { from, to, maxDepth, filter } of questions) {
    const asked = JSON.stringify({ from, to, maxDepth, filter });
    const [neighbours, paths, shortest, related] = await Promise.all([
      graph.neighbours({ namespace, node: from, maxDepth, limit: LIMIT, ...filter }),
      graph.paths({ namespace, from, to, maxDepth, limit: LIMIT, ...filter }),
      graph.shortestPath({ namespace, from, to, maxDepth, ...filter }),
      graph.related({ namespace, node: from, limit: LIMIT, ...filter }),
    ]);
    const rightPaths = reference.paths(from, to, maxDepth, filter);
    compare(`neighbours ${asked}`, neighbours, whole(reference.neighbours(from, maxDepth, filter)));
    compare(`paths ${asked}`, paths, cut(rightPaths));
    compare(`shortest path ${asked}`, shortest, rightPaths[0]);
    compare(`related ${asked}`, related, whole(reference.related(from, filter)));
  }
  return differences;
}

function whole<Found>(found: readonly Found[]): GraphAnswer<Found> {
  return { found, truncated: false };
}

function cut<Found>(found: readonly Found[]): GraphAnswer<Found> {
  return { found: found.slice(0, LIMIT), truncated: found.length > LIMIT };
}

/** All edges of a namespace, from all its pages. */
export async function allEdges(graph: Pick<GraphReader, 'listEdges'>, namespace: string, limit = LIMIT): Promise<GraphEdge[]> {
  const edges: GraphEdge[] = [];
  let after: string | undefined;
  do {
    const page = await graph.listEdges({ namespace, limit, ...(after === undefined ? {} : { after }) });
    edges.push(...page.edges);
    after = page.next;
  } while (after !== undefined);
  return edges;
}

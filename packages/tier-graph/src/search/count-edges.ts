import type { EdgeReader, GraphDegree, GraphDirection, GraphEdge, GraphRef, GraphStatistics } from '@ltmc/contracts';
import { compareNodes, compareText, keyOf } from '../node-order.js';

const PAGE = 10_000;

/** The degree of each of `nodes`, from all edges that touch them. */
export function countDegrees(edges: readonly GraphEdge[], nodes: readonly GraphRef[], direction: GraphDirection): GraphDegree[] {
  const counts = new Map(nodes.map((node) => [keyOf(node), { out: 0, in: 0 }]));
  for (const { source, target } of edges) {
    const [from, to] = [counts.get(keyOf(source)), counts.get(keyOf(target))];
    if (from && direction !== 'in') from.out += 1;
    if (to && direction !== 'out') to.in += 1;
  }
  return nodes.map((node) => ({ node, out: 0, in: 0, ...counts.get(keyOf(node)) }));
}

/** Reads the whole namespace, page by page. */
export async function collectStatistics(reader: Pick<EdgeReader, 'listEdges'>, { namespace, limit, signal }: { namespace: string; limit: number; signal?: AbortSignal | undefined }): Promise<GraphStatistics> {
  const types = new Map<string, number>();
  const degrees = new Map<string, { readonly node: GraphRef; out: number; in: number }>();
  const degreeOf = (node: GraphRef): { out: number; in: number } => {
    const degree = degrees.get(keyOf(node)) ?? { node, out: 0, in: 0 };
    degrees.set(keyOf(node), degree);
    return degree;
  };
  let total = 0;
  let after: string | undefined;
  do {
    const page = await reader.listEdges({ namespace, limit: PAGE, ...(after === undefined ? {} : { after }), ...(signal ? { signal } : {}) });
    for (const { source, target, type } of page.edges) {
      types.set(type, (types.get(type) ?? 0) + 1);
      degreeOf(source).out += 1;
      degreeOf(target).in += 1;
    }
    total += page.edges.length;
    after = page.next;
  } while (after !== undefined);
  return {
    nodes: degrees.size,
    edges: total,
    types: [...types].map(([type, edges]) => ({ type, edges })).toSorted((a, b) => b.edges - a.edges || compareText(a.type, b.type)),
    mostConnected: [...degrees.values()].toSorted((a, b) => b.out + b.in - a.out - a.in || compareNodes(a.node, b.node)).slice(0, limit),
  };
}

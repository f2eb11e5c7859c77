import type { EdgeReader, GraphEdge, GraphRef } from '@ltmc/contracts';

/** An {@link EdgeReader} over plain lists of edges, one for each namespace, that looks at every edge at every question. */
export function arrayEdgeReader(edges: ReadonlyMap<string, readonly GraphEdge[]>): EdgeReader {
  const nameOf = ({ kind, id }: GraphRef): string => `${kind} ${id}`;
  return {
    edgesOf: async ({ namespace, nodes, direction = 'both', types, relations, automatic, limit }) => {
      const names = new Set(nodes.map(nameOf));
      const touches = ({ source, target }: GraphEdge): boolean => (direction !== 'in' && names.has(nameOf(source))) || (direction !== 'out' && names.has(nameOf(target)));
      const relationOf = ({ source, target }: GraphEdge) => (target.kind !== 'chunk' ? 'RELATED_TO' : source.kind === 'message' ? 'REFERENCES' : 'HAS_CHUNK');
      return (edges.get(namespace) ?? [])
        .filter((edge) => touches(edge) && (types?.includes(edge.type) ?? true) && (relations?.includes(relationOf(edge)) ?? true) && (automatic ?? edge.automatic) === edge.automatic)
        .slice(0, limit);
    },
    listEdges: async ({ namespace, after = '0', limit }) => {
      const all = edges.get(namespace) ?? [];
      const end = Number(after) + limit;
      return { edges: all.slice(Number(after), end), ...(end < all.length ? { next: String(end) } : {}) };
    },
  };
}

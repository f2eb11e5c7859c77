import type { EdgeFilter, GraphDegree, GraphDirection, GraphEdge, GraphNodeKind, GraphRef, GraphRelation } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { groupBy } from '../group-by.js';
import { edgeKeyOf, keyOf } from '../node-order.js';
import { EDGE_COLUMNS, edgeOf, idParameter, KINDS, kindOf, LABELS, refOf, wholeOf } from './model.js';
import type { Send } from './transaction.js';

export interface NodesQuery extends EdgeFilter {
  readonly namespace: string;
  readonly nodes: readonly GraphRef[];
  readonly direction: GraphDirection;
}

/** One statement for each kind of node, sent together. An edge between two kinds comes twice and is given once. */
export async function readEdges(send: Send, { limit, ...query }: NodesQuery & { readonly limit: number }): Promise<readonly GraphEdge[]> {
  const found = new Map<string, GraphEdge>();
  const answers = await eachKind(query, (match, parameters) => send(`${match}\n${RETURN_EDGES}`, { ...parameters, limit: int(limit) }));
  for (const row of answers.flat()) {
    const edge = edgeOf(row);
    if (edge) found.set(edgeKeyOf(edge), edge);
  }
  return [...found.values()];
}

/** In the order of the nodes. */
export async function readDegrees(send: Send, query: NodesQuery): Promise<GraphDegree[]> {
  const degrees = new Map<string, { out: number; in: number }>();
  const sides = (['out', 'in'] as const).filter((side) => query.direction === side || query.direction === 'both');
  const answers = await Promise.all(sides.map((side) => eachKind({ ...query, direction: side }, (match, parameters) => send(`${match}\nRETURN ${kindOf('n')} AS kind, n.id AS id, count(r) AS count`, parameters))));
  for (const [at, side] of sides.entries()) {
    for (const row of answers[at]?.flat() ?? []) {
      const ref = refOf(row['kind'], row['id']);
      if (!ref) continue;
      const degree = degrees.get(keyOf(ref)) ?? { out: 0, in: 0 };
      degree[side] = wholeOf(row['count']);
      degrees.set(keyOf(ref), degree);
    }
  }
  return query.nodes.map((node) => ({ node, out: 0, in: 0, ...degrees.get(keyOf(node)) }));
}

/** Asks about the nodes of each kind that can have such edges. */
function eachKind(query: NodesQuery, ask: (match: string, parameters: Readonly<Record<string, unknown>>) => ReturnType<Send>): Promise<Awaited<ReturnType<Send>>[]> {
  const { namespace, types = null, automatic = null } = query;
  const groups = groupBy(query.nodes, ({ kind }) => kind);
  return Promise.all(KINDS.flatMap((kind) => {
    const pattern = patternAt(kind, query);
    const nodes = groups.get(kind);
    if (!pattern || !nodes || types?.length === 0) return [];
    return [ask(matchEdges(kind, pattern), { namespace, types, automatic, ids: nodes.map(idParameter) })];
  }));
}

/** Which relations begin and end at a kind of node. */
const RELATIONS_AT: Readonly<Record<GraphNodeKind, { readonly out: readonly GraphRelation[]; readonly in: readonly GraphRelation[] }>> = {
  document: { out: ['HAS_CHUNK', 'RELATED_TO'], in: ['RELATED_TO'] },
  concept: { out: ['RELATED_TO'], in: ['RELATED_TO'] },
  message: { out: ['REFERENCES'], in: [] },
  chunk: { out: [], in: ['HAS_CHUNK', 'REFERENCES'] },
};

/** The edges to follow from a kind of node; undefined where there can be none. So there are few different statements, which the server keeps compiled. */
function patternAt(kind: GraphNodeKind, { direction, relations }: EdgeFilter): string | undefined {
  const at = RELATIONS_AT[kind];
  const wanted = (of: readonly GraphRelation[]): readonly GraphRelation[] => of.filter((relation) => relations?.includes(relation) ?? true);
  const [out, incoming] = [direction === 'in' ? [] : wanted(at.out), direction === 'out' ? [] : wanted(at.in)];
  const names = [...new Set([...out, ...incoming])].join('|');
  if (names === '') return undefined;
  return `${out.length === 0 ? '<-' : '-'}[r:${names}]${incoming.length === 0 ? '->' : '-'}`;
}

function matchEdges(kind: GraphNodeKind, pattern: string): string {
  return `UNWIND $ids AS id
MATCH (n:${LABELS[kind]} {namespace: $namespace, id: id})
MATCH (n)${pattern}()
WHERE ($types IS NULL OR r.type IN $types) AND ($automatic IS NULL OR r.automatic = $automatic)`;
}

/** What a search sends most, so that the server has compiled it before the first one is in a hurry. */
export async function warmUp(send: Send): Promise<void> {
  const nodes: GraphRef[] = [{ kind: 'document', id: 0 }, { kind: 'chunk', id: 0 }, { kind: 'message', id: 0 }, { kind: 'concept', id: '' }];
  await readEdges(send, { namespace: '', nodes, direction: 'both', limit: 1 });
}

/** What follows the match of a search. */
const RETURN_EDGES = `WITH DISTINCT r LIMIT $limit
WITH r, startNode(r) AS a, endNode(r) AS b
RETURN ${EDGE_COLUMNS}`;

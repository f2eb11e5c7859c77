import type { EdgePage, EdgePageQuery, GraphCounts, GraphDegree, GraphEdge, GraphNode, GraphNodeKind, GraphStatistics, NodePage } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { refuse } from '../input-checks.js';
import { compareNodes, compareText } from '../node-order.js';
import { EDGE_COLUMNS, edgeOf, KINDS, LABELS, nodeOf, refOf, RELATIONS, textOf, wholeOf } from './model.js';
import type { Send } from './transaction.js';

const ALL_RELATIONS = RELATIONS.join('|');
/** Both parts of the key are named, else the index on it would not be used. */
const NODES_OF = '{namespace: $namespace}) WHERE n.id IS NOT NULL';

/**
 * What pages of a kind of node are ordered by: never by a name. Neo4j sorts texts in more than one way (an index by code point, a comparison by UTF-16
 * unit), so that a page could begin where the one before did not end. Its own ids of elements are plain ASCII.
 */
function orderOf(name: string, kind: GraphNodeKind): string {
  return kind === 'concept' ? `elementId(${name})` : `${name}.id`;
}

/** Pages end where the next begins: after an edge, told by its source and by the server's own id. */
export async function listEdges(send: Send, { namespace, after, limit }: EdgePageQuery): Promise<EdgePage> {
  const from = after === undefined ? undefined : readMark(after, 3);
  const edges: GraphEdge[] = [];
  let [read, next] = [0, ''];
  for (const kind of KINDS) {
    if (read === limit || kind === 'chunk' || (from && compareText(kind, textOf(from[0])) < 0)) continue;
    const mark = from?.[0] === kind ? { source: idOf(from[1]), edge: from[2] } : undefined;
    for (const row of await send(edgesFrom(kind, mark !== undefined), { namespace, limit: int(limit - read), ...mark })) {
      read += 1; // one that is not ours counts too, else the page would seem to be the last
      const edge = edgeOf(row);
      if (edge) edges.push(edge);
      next = JSON.stringify([kind, row['sourceOrder'], row['edgeOrder']]);
    }
  }
  return read < limit ? { edges } : { edges, next };
}

function edgesFrom(kind: GraphNodeKind, afterMark: boolean): string {
  const source = orderOf('a', kind);
  return `MATCH (a:${LABELS[kind]} {namespace: $namespace})-[r:${ALL_RELATIONS}]->(b)
WHERE a.id IS NOT NULL ${afterMark ? `AND ${source} >= $source AND (${source} > $source OR elementId(r) > $edge)` : ''}
RETURN ${EDGE_COLUMNS}, ${source} AS sourceOrder, elementId(r) AS edgeOrder
ORDER BY sourceOrder, edgeOrder LIMIT $limit`;
}

export async function listNodes(send: Send, { namespace, after, limit }: EdgePageQuery): Promise<NodePage> {
  const from = after === undefined ? undefined : readMark(after, 2);
  const nodes: GraphNode[] = [];
  let [read, next] = [0, ''];
  for (const kind of KINDS) {
    if (read === limit || (from && compareText(kind, textOf(from[0])) < 0)) continue;
    const mark = from?.[0] === kind ? { node: idOf(from[1]) } : undefined;
    for (const row of await send(nodesOf(kind, mark !== undefined), { namespace, limit: int(limit - read), ...mark })) {
      read += 1;
      const node = nodeOf(row);
      if (node) nodes.push(node);
      next = JSON.stringify([kind, row['nodeOrder']]);
    }
  }
  return read < limit ? { nodes } : { nodes, next };
}

function nodesOf(kind: GraphNodeKind, afterMark: boolean): string {
  const order = orderOf('n', kind);
  return `MATCH (n:${LABELS[kind]} ${NODES_OF} ${afterMark ? `AND ${order} > $node` : ''}
RETURN '${kind}' AS kind, n.id AS id, n.title AS title, n.type AS type, n.vector_id AS vectorId, n.timestamp AS timestamp, ${order} AS nodeOrder
ORDER BY nodeOrder LIMIT $limit`;
}

function readMark(after: string, length: number): readonly (string | number)[] {
  try {
    const mark: unknown = JSON.parse(after);
    if (Array.isArray(mark) && mark.length === length && mark.every((part) => typeof part === 'string' || Number.isSafeInteger(part))) return mark;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  return refuse('after must be the next of a page before');
}

function idOf(id: string | number | undefined): unknown {
  return typeof id === 'number' ? int(id) : id;
}

export async function countGraph(send: Send, namespace: string): Promise<GraphCounts> {
  const counts = await Promise.all(KINDS.map((kind) => send(`MATCH (n:${LABELS[kind]} ${NODES_OF}
RETURN count(n) AS nodes, sum(COUNT { (n)-[:${ALL_RELATIONS}]->() }) AS edges`, { namespace })));
  const rows = counts.flat();
  return { nodes: rows.reduce((sum, row) => sum + wholeOf(row['nodes']), 0), edges: rows.reduce((sum, row) => sum + wholeOf(row['edges']), 0) };
}

export async function readStatistics(send: Send, namespace: string, limit: number): Promise<GraphStatistics> {
  const parameters = { namespace, limit: int(limit) };
  const [types, connected, counts] = await Promise.all([
    Promise.all(KINDS.map((kind) => send(`MATCH (n:${LABELS[kind]} {namespace: $namespace})-[r:${ALL_RELATIONS}]->() WHERE n.id IS NOT NULL
RETURN r.type AS type, count(r) AS edges`, parameters))),
    Promise.all(KINDS.map((kind) => send(`MATCH (n:${LABELS[kind]} ${NODES_OF}
WITH n, COUNT { (n)-[:${ALL_RELATIONS}]->() } AS out, COUNT { (n)<-[:${ALL_RELATIONS}]-() } AS in WHERE out + in > 0
RETURN '${kind}' AS kind, n.id AS id, out, in ORDER BY out + in DESC, n.id LIMIT $limit`, parameters))),
    Promise.all(KINDS.map((kind) => send(`MATCH (n:${LABELS[kind]} ${NODES_OF} AND EXISTS { (n)-[:${ALL_RELATIONS}]-() }
RETURN count(n) AS nodes`, parameters))),
  ]);
  const byType = new Map<string, number>();
  for (const row of types.flat()) byType.set(textOf(row['type']), (byType.get(textOf(row['type'])) ?? 0) + wholeOf(row['edges']));
  const edges = [...byType.values()].reduce((sum, count) => sum + count, 0);
  return {
    nodes: counts.flat().reduce((sum, row) => sum + wholeOf(row['nodes']), 0),
    edges,
    types: [...byType].map(([type, count]) => ({ type, edges: count })).toSorted((a, b) => b.edges - a.edges || compareText(a.type, b.type)),
    mostConnected: connected.flat().flatMap((row) => degreeOf(row)).toSorted((a, b) => b.out + b.in - a.out - a.in || compareNodes(a.node, b.node)).slice(0, limit),
  };
}

function degreeOf(row: Readonly<Record<string, unknown>>): GraphDegree[] {
  const node = refOf(row['kind'], row['id']);
  return node ? [{ node, out: wholeOf(row['out']), in: wholeOf(row['in']) }] : [];
}

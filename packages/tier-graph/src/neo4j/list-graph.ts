import type { EdgePage, EdgePageQuery, GraphCounts, GraphDegree, GraphNodeKind, GraphStatistics, NodePage } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { refuse } from '../input-checks.js';
import { compareNodes, compareText } from '../node-order.js';
import { EDGE_COLUMNS, edgeOf, KINDS, kindOf, LABELS, nodeOf, refOf, RELATIONS, textOf, wholeOf } from './model.js';
import type { Send } from './transaction.js';

const ALL_RELATIONS = RELATIONS.join('|');
/** Both parts of the key are named, else the index on it would not be used. */
const NODES_OF = '{namespace: $namespace}) WHERE n.id IS NOT NULL';

/** Pages end where the next begins: after an edge or a node, told by its key. */
export async function listEdges(send: Send, { namespace, after, limit }: EdgePageQuery): Promise<EdgePage> {
  const from = after === undefined ? undefined : readMark(after, 5);
  const edges = [];
  for (const kind of KINDS) {
    if (edges.length === limit || kind === 'chunk' || (from && compareText(kind, textOf(from[0])) < 0)) continue;
    const mark = from && from[0] === kind ? { id: idOf(from[1]), targetKind: from[2], target: idOf(from[3]), type: from[4] } : undefined;
    const rows = await send(edgesFrom(kind, mark !== undefined), { namespace, limit: int(limit - edges.length), ...mark });
    for (const row of rows) {
      const edge = edgeOf(row);
      if (edge) edges.push(edge);
    }
  }
  const last = edges.at(-1);
  if (!last || edges.length < limit) return { edges };
  return { edges, next: JSON.stringify([last.source.kind, last.source.id, last.target.kind, last.target.id, last.type]) };
}

function edgesFrom(kind: GraphNodeKind, afterMark: boolean): string {
  const target = kindOf('b');
  const later = `AND a.id >= $id AND (a.id > $id OR ${target} > $targetKind OR (${target} = $targetKind AND (b.id > $target OR (b.id = $target AND r.type > $type))))`;
  return `MATCH (a:${LABELS[kind]} {namespace: $namespace})-[r:${ALL_RELATIONS}]->(b)
WHERE a.id IS NOT NULL ${afterMark ? later : ''}
RETURN ${EDGE_COLUMNS}
ORDER BY a.id, ${target}, b.id, r.type LIMIT $limit`;
}

export async function listNodes(send: Send, { namespace, after, limit }: EdgePageQuery): Promise<NodePage> {
  const from = after === undefined ? undefined : readMark(after, 2);
  const nodes = [];
  for (const kind of KINDS) {
    if (nodes.length === limit || (from && compareText(kind, textOf(from[0])) < 0)) continue;
    const inside = from?.[0] === kind;
    const rows = await send(
      `MATCH (n:${LABELS[kind]} ${NODES_OF} ${inside ? 'AND n.id > $id' : ''}
RETURN '${kind}' AS kind, n.id AS id, n.title AS title, n.type AS type, n.vector_id AS vectorId, n.timestamp AS timestamp ORDER BY n.id LIMIT $limit`,
      { namespace, limit: int(limit - nodes.length), ...(inside ? { id: idOf(from?.[1]) } : {}) },
    );
    for (const row of rows) {
      const node = nodeOf(row);
      if (node) nodes.push(node);
    }
  }
  const last = nodes.at(-1);
  return last && nodes.length === limit ? { nodes, next: JSON.stringify([last.kind, last.id]) } : { nodes };
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

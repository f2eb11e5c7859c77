import type { EdgePage, EdgePageQuery, EdgeQuery, GraphEdge, GraphNode, GraphNodeKind, GraphRef, GraphRelation, GraphSource } from '@ltmc/contracts';
import { decodePosition, encodePosition } from '../../edge-position.js';
import type { SqlParams } from '../connection.js';
import type { RecordAccess } from '../record-access.js';
import { ALL_EDGES, BEFORE_ALL, EDGES_AT, type EdgesAt } from './edge-sql.js';
import { MESSAGE_IDS, NODE_KINDS, NODES } from './node-sql.js';

interface EdgeRow {
  readonly sourceKind: GraphNodeKind;
  readonly sourceId: number | string;
  readonly targetKind: GraphNodeKind;
  readonly targetId: number | string;
  readonly type: string;
  readonly strength: number;
  readonly automatic: 0 | 1;
}

/** The graph that the record holds; see `GraphSource`. */
export function createGraphSource(access: RecordAccess, nowMs: () => number | null): GraphSource {
  return {
    edgesOf: (query) => edgesOf(access, query, nowMs()),
    listEdges: (query) => listEdges(access, query, nowMs()),
    nodesOf: async (namespace, nodes) => {
      const ids = byKind(nodes);
      const params = { $namespace: namespace, $nowMs: nowMs(), ...idParams(ids) };
      return access.read(async (sql) => {
        const found: GraphNode[] = [];
        for (const kind of NODE_KINDS) if (ids[kind].length > 0) found.push(...(await sql.all<GraphNode>(NODES[kind], usedBy(NODES[kind], params))));
        return found;
      });
    },
    messageIds: async (namespace, resourceIds) => {
      const rows = await access.query<{ id: number }>(MESSAGE_IDS, { $namespace: namespace, $resourceIds: JSON.stringify(resourceIds) });
      return rows.map(({ id }) => id);
    },
  };
}

async function edgesOf(access: RecordAccess, query: EdgeQuery, nowMs: number | null): Promise<readonly GraphEdge[]> {
  query.signal?.throwIfAborted();
  const ids = byKind(query.nodes);
  const parts = partsOf(query, ids);
  if (parts.length === 0) return [];
  // Each part is cut by itself, so that a node with very many edges costs no more than the limit.
  const statement = `SELECT * FROM (${parts.map((part) => `SELECT * FROM (${EDGES_AT[part]} LIMIT $limit)`).join(' UNION ')}) LIMIT $limit`;
  const rows = await access.query<EdgeRow>(statement, usedBy(statement, {
    $namespace: query.namespace,
    $nowMs: nowMs,
    $limit: query.limit,
    $types: query.types === undefined ? null : JSON.stringify(query.types),
    $automatic: query.automatic === undefined ? null : Number(query.automatic),
    ...idParams(ids),
  }));
  return rows.map(toEdge);
}

/** The node kind at which each part begins. */
const STARTS: readonly (readonly [EdgesAt, GraphNodeKind, GraphRelation, string | undefined])[] = [
  ['HAS_CHUNK out', 'document', 'HAS_CHUNK', 'has_chunk'],
  ['HAS_CHUNK in', 'chunk', 'HAS_CHUNK', 'has_chunk'],
  ['REFERENCES out', 'message', 'REFERENCES', 'references'],
  ['REFERENCES in', 'chunk', 'REFERENCES', 'references'],
  ['RELATED_TO out', 'document', 'RELATED_TO', undefined],
  ['RELATED_TO in', 'document', 'RELATED_TO', undefined],
  ['tagged out', 'document', 'RELATED_TO', 'tagged'],
  ['tagged in', 'concept', 'RELATED_TO', 'tagged'],
];

/** Edges that nobody made by likeness. */
const NEVER_AUTOMATIC: ReadonlySet<EdgesAt> = new Set(['HAS_CHUNK out', 'HAS_CHUNK in', 'tagged out', 'tagged in']);

function partsOf({ direction = 'both', relations, types, automatic }: EdgeQuery, ids: Ids): EdgesAt[] {
  return STARTS.filter(([part, kind, relation, type]) =>
    ids[kind].length > 0
    && (direction === 'both' || part.endsWith(direction))
    && (relations === undefined || relations.includes(relation))
    && (types === undefined || (type === undefined ? types.length > 0 : types.includes(type)))
    && !(automatic === true && NEVER_AUTOMATIC.has(part))).map(([part]) => part);
}

async function listEdges(access: RecordAccess, { namespace, after, limit, signal }: EdgePageQuery, nowMs: number | null): Promise<EdgePage> {
  signal?.throwIfAborted();
  let position = after === undefined ? { part: 0, a: 0, b: 0 } : decodePosition(after);
  const edges: GraphEdge[] = [];
  return access.read(async (sql) => {
    while (edges.length < limit && position.part < ALL_EDGES.length) {
      const statement = ALL_EDGES[position.part] ?? '';
      const rows = await sql.all<EdgeRow & { a: number | string; b: number }>(statement, usedBy(statement, {
        $namespace: namespace, $nowMs: nowMs, $types: null, $automatic: null, $a: position.a, $b: position.b, $limit: limit - edges.length,
      }));
      const full = rows.length === limit - edges.length;
      edges.push(...rows.map(toEdge));
      const last = rows.at(-1);
      const [a, b] = BEFORE_ALL[position.part + 1] ?? [0, 0];
      position = full && last ? { part: position.part, a: last.a, b: last.b } : { part: position.part + 1, a, b };
    }
    return { edges, ...(position.part < ALL_EDGES.length ? { next: encodePosition(position) } : {}) };
  });
}

type Ids = Readonly<Record<GraphNodeKind, (number | string)[]>>;

function byKind(nodes: readonly GraphRef[]): Ids {
  const ids: Ids = { document: [], chunk: [], message: [], concept: [] };
  for (const { kind, id } of nodes) ids[kind].push(id);
  return ids;
}

function idParams(ids: Ids): SqlParams {
  return { $documents: JSON.stringify(ids.document), $chunks: JSON.stringify(ids.chunk), $messages: JSON.stringify(ids.message), $concepts: JSON.stringify(ids.concept) };
}

/** SQLite refuses a parameter that does not stand in the statement. */
function usedBy(statement: string, params: SqlParams): SqlParams {
  return Object.fromEntries(Object.entries(params).filter(([name]) => statement.includes(name)));
}

function toEdge({ sourceKind, sourceId, targetKind, targetId, type, strength, automatic }: EdgeRow): GraphEdge {
  return { source: refOf(sourceKind, sourceId), target: refOf(targetKind, targetId), type, strength, automatic: automatic === 1 };
}

function refOf(kind: GraphNodeKind, id: number | string): GraphRef {
  return kind === 'concept' ? { kind, id: String(id) } : { kind, id: Number(id) };
}

import type { GraphBatch, GraphNode, GraphNodeKind, GraphStamp } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { groupBy } from '../group-by.js';
import { edgeKeyOf, keyOf } from '../node-order.js';
import { edgeRow, patternOf, type EdgePattern } from './edge-pattern.js';
import { idParameter, LABELS } from './model.js';
import { removeEntries } from './remove-entries.js';
import type { Send } from './transaction.js';

/** What lies in the graph under a node of each kind, beside its key. */
const PROPERTIES = {
  document: 'n.title = row.title, n.type = row.type, ',
  chunk: 'n.vector_id = row.vectorId, ',
  message: 'n.timestamp = row.timestamp, ',
  concept: '',
} as const satisfies Record<GraphNodeKind, string>;

/** Writes a checked batch. Statements of a step go out together; the server carries them out in order. */
export async function writeBatch(send: Send, { removeEdges = [], removeNodes = [], nodes = [], edges = [] }: GraphBatch): Promise<void> {
  if (removeEdges.length > 0 || removeNodes.length > 0) await removeEntries(send, removeEdges, removeNodes);
  const nodeGroups = groupBy(latest(nodes, ({ node }) => keyOf(node)), ({ node }) => node.kind);
  const edgeGroups = groupBy(latest(edges, ({ edge }) => edgeKeyOf(edge)), ({ edge }) => patternOf(edge));
  await Promise.all([
    ...[...nodeGroups].map(([kind, entries]) => send(putNodes(kind), { rows: entries.map(({ namespace, revision, node }) => ({ namespace, revision: int(revision), ...nodeRow(node) })) })),
    ...[...edgeGroups].map(([pattern, entries]) => send(putEdges(pattern), { rows: entries.map(({ namespace, revision, edge }) => ({ namespace, revision: int(revision), ...edgeRow(edge), strength: edge.strength, automatic: edge.automatic })) })),
  ]);
}

/** Of several entries for the same thing the one that counts: a statement compares all its rows with what was there before it. */
function latest<Entry extends GraphStamp>(entries: readonly Entry[], keyOfEntry: (entry: Entry) => string): Iterable<Entry> {
  const kept = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.namespace}\0${keyOfEntry(entry)}`;
    if ((kept.get(key)?.revision ?? 0) <= entry.revision) kept.set(key, entry);
  }
  return kept.values();
}

function putNodes(kind: GraphNodeKind): string {
  return `UNWIND $rows AS row
MERGE (n:${LABELS[kind]} {namespace: row.namespace, id: row.id})
WITH n, row WHERE coalesce(n.revision, 0) <= row.revision
SET ${PROPERTIES[kind]}n.revision = row.revision`;
}

function putEdges({ source, relation, target }: EdgePattern): string {
  return `UNWIND $rows AS row
MERGE (a:${source} {namespace: row.namespace, id: row.source}) ON CREATE SET a.revision = 0
MERGE (b:${target} {namespace: row.namespace, id: row.target}) ON CREATE SET b.revision = 0
MERGE (a)-[r:${relation} {type: row.type}]->(b)
WITH r, row WHERE coalesce(r.revision, 0) <= row.revision
SET r.strength = row.strength, r.automatic = row.automatic, r.revision = row.revision`;
}

function nodeRow(node: GraphNode): Readonly<Record<string, unknown>> {
  const id = idParameter(node);
  switch (node.kind) {
    case 'document': return { id, title: node.title, type: node.type };
    case 'chunk': return { id, vectorId: int(node.vectorId) };
    case 'message': return { id, timestamp: int(node.timestampMs) };
    case 'concept': return { id };
  }
}

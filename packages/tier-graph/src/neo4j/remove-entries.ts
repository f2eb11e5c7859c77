import type { GraphBatch, GraphNodeKind, GraphRef } from '@ltmc/contracts';
import { int } from 'neo4j-driver';
import { groupBy } from '../group-by.js';
import { keyOf } from '../node-order.js';
import { edgeRow, patternOf, type EdgePattern } from './edge-pattern.js';
import { idParameter, kindOf, LABELS, refOf, textOf } from './model.js';
import type { Send } from './transaction.js';

/** Where a node may be left that nobody wrote but as an end of edges. */
interface Place {
  readonly namespace: string;
  readonly ref: GraphRef;
}

/** Cuts edges, drops nodes with all theirs, and then the nodes that were there only as ends of what is gone. */
export async function removeEntries(send: Send, removeEdges: NonNullable<GraphBatch['removeEdges']>, removeNodes: NonNullable<GraphBatch['removeNodes']>): Promise<void> {
  const nodeGroups = [...groupBy(removeNodes, ({ node }) => node.kind)].map(([kind, entries]) => ({ kind, rows: entries.map(({ namespace, node, revision }) => ({ namespace, id: idParameter(node), revision: int(revision) })) }));
  const around = await Promise.all(nodeGroups.map(({ kind, rows }) => send(bareNodesAround(kind), { rows })));
  const bare = new Map<string, Place>();
  const mayBeBare = (place: Place): void => { bare.set(`${keyOf(place.ref)}\0${place.namespace}`, place); };
  for (const row of around.flat()) {
    const ref = refOf(row['kind'], row['id']);
    if (ref) mayBeBare({ namespace: textOf(row['namespace']), ref });
  }
  for (const { namespace, source, target } of removeEdges) {
    mayBeBare({ namespace, ref: source });
    mayBeBare({ namespace, ref: target });
  }
  await Promise.all([
    ...[...groupBy(removeEdges, patternOf)].map(([pattern, entries]) => send(cutEdges(pattern), { rows: entries.map((entry) => ({ namespace: entry.namespace, revision: int(entry.revision), ...edgeRow(entry) })) })),
    ...nodeGroups.map(({ kind, rows }) => send(dropNodes(kind), { rows })),
    ...[...groupBy(bare.values(), ({ ref }) => ref.kind)].map(([kind, places]) => send(dropBareNodes(kind), { rows: places.map(({ namespace, ref }) => ({ namespace, id: idParameter(ref) })) })),
  ]);
}

function bareNodesAround(kind: GraphNodeKind): string {
  return `UNWIND $rows AS row
MATCH (n:${LABELS[kind]} {namespace: row.namespace, id: row.id}) WHERE n.revision <= row.revision
MATCH (n)--(m {revision: 0})
RETURN DISTINCT m.namespace AS namespace, ${kindOf('m')} AS kind, m.id AS id`;
}

function cutEdges({ source, relation, target }: EdgePattern): string {
  return `UNWIND $rows AS row
MATCH (a:${source} {namespace: row.namespace, id: row.source})-[r:${relation} {type: row.type}]->(b:${target} {namespace: row.namespace, id: row.target})
WHERE r.revision <= row.revision
DELETE r`;
}

function dropNodes(kind: GraphNodeKind): string {
  return `UNWIND $rows AS row
MATCH (n:${LABELS[kind]} {namespace: row.namespace, id: row.id}) WHERE n.revision <= row.revision
DETACH DELETE n`;
}

function dropBareNodes(kind: GraphNodeKind): string {
  return `UNWIND $rows AS row
MATCH (n:${LABELS[kind]} {namespace: row.namespace, id: row.id}) WHERE n.revision = 0 AND NOT EXISTS { (n)--() }
DELETE n`;
}

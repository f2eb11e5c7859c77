import type { Change, GraphBatch, GraphRef, Logger, RecordStore } from '@ltmc/contracts';
import { batchesOf, findDifference, slices, type Difference, type Owners } from './graph-projection-level.js';
import { patientGraph, type ProjectedGraph } from './graph-projection-patience.js';
import { nodeKey } from './graph-projection-keys.js';
import { findDiffering, type GraphReconciliation } from './graph-projection-reconcile.js';
import { followRecord, type Projection, type ProjectionTarget } from './projection.js';

/** Changes after which the position moves, so that little is done again after a failure. */
const CHANGES_AT_ONCE = 100;
/** Memories and messages levelled in one step. */
const OWNERS_AT_ONCE = 50;
/** Edges that a rebuild writes in one batch. */
const EDGES_PER_STEP = 2000;
const NODES_PER_PAGE = 5000;

export interface GraphProjectionOptions {
  readonly record: RecordStore;
  readonly store: ProjectedGraph;
  readonly logger: Logger;
  /** The writer's right to write, asked before each batch. @throws when it is lost. */
  readonly epoch: () => number;
}

/** The graph, kept level with the record by the one process whose turn it is. */
export interface GraphProjection extends Projection {
  /** Compares every edge and node with the record and repairs what differs. */
  reconcile(): Promise<GraphReconciliation>;
}

/** The graph as a projection of the record's change log. What a change names is read from the record anew. */
export function createGraphProjection({ record, store: impatient, logger, epoch }: GraphProjectionOptions): GraphProjection {
  const store = patientGraph(impatient);
  const source = record.edges.source();
  let position = 0;

  const cursor = async (): Promise<number> => {
    const { recordId, seq } = await store.cursor();
    // A graph of another record is as good as empty: it is filled anew.
    position = recordId === record.recordId ? seq : 0;
    return position;
  };

  const write = (batch: GraphBatch, to = position): Promise<void> =>
    store.apply({ ...batch, move: { recordId: record.recordId, epoch: epoch(), from: position, to } });

  const writeAll = async (difference: Difference): Promise<void> => {
    for (const batch of batchesOf(difference)) await write(batch);
  };

  const level = async (namespace: string, owners: Owners, revision: number): Promise<void> => {
    for (const documents of slices(owners.documents, OWNERS_AT_ONCE)) await writeAll(await findDifference({ source, store, namespace, revision }, { documents, messages: [] }));
    for (const messages of slices(owners.messages, OWNERS_AT_ONCE)) await writeAll(await findDifference({ source, store, namespace, revision }, { documents: [], messages }));
  };

  /** A purged message left nothing behind that would tell its node's id. */
  const sweepMessages = async (namespace: string, revision: number): Promise<void> => {
    for (let after: string | undefined; ;) {
      const page = await store.listNodes({ namespace, limit: NODES_PER_PAGE, ...(after === undefined ? {} : { after }) });
      const messages = page.nodes.flatMap((node): GraphRef[] => (node.kind === 'message' ? [{ kind: 'message', id: node.id }] : []));
      const known = new Set((await source.nodesOf(namespace, messages)).map(nodeKey));
      const gone = messages.filter((message) => !known.has(nodeKey(message)));
      if (gone.length > 0) await write({ removeNodes: gone.map((node) => ({ namespace, revision, node })) });
      if (page.next === undefined) return;
      after = page.next;
    }
  };

  const apply: ProjectionTarget['apply'] = async (changes, upTo) => {
    for (const some of slices(changes, CHANGES_AT_ONCE)) {
      const to = some.at(-1)?.seq ?? upTo;
      await take(some, to);
      position = to;
    }
    if (position !== upTo) await write({}, upTo);
  };

  const take = async (changes: readonly Change[], upTo: number): Promise<void> => {
    for (const [namespace, named] of byNamespace(changes)) {
      const messages = await source.messageIds(namespace, [...named.messageResources]);
      await level(namespace, { documents: [...named.documents], messages }, upTo);
      if (named.purgedMessages) await sweepMessages(namespace, upTo);
    }
    await write({}, upTo);
  };

  const rebuild = async (): Promise<void> => {
    logger.info('the graph is filled anew from the record');
    await store.clear({ epoch: epoch() });
    position = 0;
    const to = await record.lastSeq();
    const revision = Math.max(1, to);
    for (const namespace of await record.namespaces()) {
      for (let after: string | undefined; ;) {
        const page = await source.listEdges({ namespace, limit: EDGES_PER_STEP, ...(after === undefined ? {} : { after }) });
        const ends = page.edges.flatMap((edge) => [edge.source, edge.target]).filter(({ kind }) => kind !== 'concept');
        const nodes = await source.nodesOf(namespace, [...new Map(ends.map((ref) => [nodeKey(ref), ref])).values()]);
        await writeAll({ removeNodes: [], removeEdges: [], nodes: nodes.map((node) => ({ namespace, revision, node })), edges: page.edges.map((edge) => ({ namespace, revision, edge })) });
        if (page.next === undefined) break;
        after = page.next;
      }
    }
    await write({}, to);
  };

  const projection = followRecord({ record, logger, target: { name: 'graph', cursor, apply, rebuild } });

  const reconcile = async (): Promise<GraphReconciliation> => {
    const total = { compared: 0, repaired: 0 };
    const revision = Math.max(1, await cursor());
    for (const namespace of await record.namespaces()) {
      const found = await findDiffering({ source, store, namespace });
      total.compared += found.compared;
      total.repaired += found.documents.length + found.messages.length + found.chunks.length + found.strays.length;
      // What changed meanwhile differs rightly, and is levelled here a little earlier than by its change.
      const stamp = { namespace, revision };
      await writeAll({ removeNodes: [], removeEdges: found.strays.map((edge) => ({ ...stamp, ...edge })), nodes: [], edges: [] });
      await level(namespace, found, revision);
      for (const some of slices(found.chunks, NODES_PER_PAGE)) await writeAll(await chunkNodes(some, stamp));
    }
    return total;
  };

  const chunkNodes = async (ids: readonly number[], stamp: { readonly namespace: string; readonly revision: number }): Promise<Difference> => {
    const refs = ids.map((id): GraphRef => ({ kind: 'chunk', id }));
    const nodes = await source.nodesOf(stamp.namespace, refs);
    const known = new Set(nodes.map(nodeKey));
    return { removeNodes: refs.filter((ref) => !known.has(nodeKey(ref))).map((node) => ({ ...stamp, node })), removeEdges: [], nodes: nodes.map((node) => ({ ...stamp, node })), edges: [] };
  };

  return { ...projection, reconcile: () => projection.exclusively(reconcile) };
}

/** What the changes of one namespace name. */
interface Named {
  readonly documents: Set<number>;
  /** `resourceId`s. */
  readonly messageResources: Set<number>;
  purgedMessages: boolean;
}

function byNamespace(changes: readonly Change[]): Map<string, Named> {
  const all = new Map<string, Named>();
  for (const { namespace, kind, op, resourceId } of changes) {
    if (op === 'embedded' || op === 'reembedded' || !(kind === 'memory' || kind === 'edge' || kind === 'message')) continue;
    const named = all.get(namespace) ?? { documents: new Set<number>(), messageResources: new Set<number>(), purgedMessages: false };
    all.set(namespace, named);
    if (kind === 'message') named.messageResources.add(resourceId);
    else named.documents.add(resourceId);
    if (kind === 'message' && op === 'purged') named.purgedMessages = true;
  }
  return all;
}

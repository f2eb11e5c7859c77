import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphEdge, GraphNode, GraphSource, GraphStore, LeaseStore, RecordStore } from '@ltmc/contracts';
import { createMemoryLeaseStore, holdLease } from '@ltmc/coordination';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import type { GraphInTurn } from '../../src/graph-projection-writer.js';

export const NAMESPACE = 'n';

/** A SQLite record in a folder of its own. */
export async function openRecord(): Promise<RecordStore & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-graph-'));
  const path = join(folder, 'ltmc.db');
  const record = await openSqliteRecord({ path });
  const close = async (): Promise<void> => {
    await record.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...record, path, close, [Symbol.asyncDispose]: close };
}

/** Stores a memory whose chunks are the parts between bars. */
export async function store(record: RecordStore, fileName: string, content: string, tags: readonly string[] = []): Promise<number> {
  let startOffset = 0;
  const chunks = content.split(/(?<=\|)/u).map((text) => {
    const chunk = { content: text, startOffset, endOffset: startOffset + text.length, heading: null };
    startOffset = chunk.endOffset;
    return chunk;
  });
  const outcome = await record.storeVersion({
    namespace: NAMESPACE, fileName, content, resourceType: 'document', tags, metadata: {}, validFromMs: null, expiresAtMs: null,
    agentId: null, sessionId: null, recordedAtMs: Date.now(), chunks,
  });
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  return outcome.result.resourceId;
}

export async function relate(record: RecordStore, sourceId: number, targetId: number, strength = 0.5, type = 'depends_on'): Promise<void> {
  await record.edges.relate(NAMESPACE, [{ sourceId, targetId, type, strength, automatic: false, metadata: {}, agentId: null }], Date.now());
}

/** A message that links to chunks. */
export async function say(record: RecordStore, conversationId: string, content: string, chunkIds: readonly number[]): Promise<number> {
  const chunks = [{ content, startOffset: 0, endOffset: content.length, heading: null }];
  const outcome = await record.chats.log({
    namespace: NAMESPACE, conversationId, role: 'user', content, agentName: null, sourceTool: null, metadata: {}, timestampMs: 1000, agentId: null, sessionId: null, chunks,
    recordedAtMs: Date.now(),
  });
  if (outcome.kind !== 'written') throw new Error('a write without a key cannot be a replay');
  await record.chats.link(NAMESPACE, outcome.result.messageId, chunkIds.map((chunkId) => ({ chunkId, strength: 0.5, automatic: true })), Date.now());
  return outcome.result.messageId;
}

/** The turn of one of several writers that share `leases`. */
export function turnOf(leases: LeaseStore = createMemoryLeaseStore()): GraphInTurn {
  const owner = randomUUID();
  return async (work, epochAbove) => {
    const held = await holdLease({ store: leases, name: 'graph-writer', owner, ttlMs: 5000, epochAbove });
    if (!held) return false;
    try {
      await work({ epoch: held.lease.epoch, signal: held.signal });
      return true;
    } finally {
      await held.release();
    }
  };
}

/** Every edge and node as a line, in order; concepts are known by their edges. */
export async function linesOf(graph: GraphStore): Promise<string[]> {
  const nodes: GraphNode[] = [];
  for (let after: string | undefined; ;) {
    const page = await graph.listNodes({ namespace: NAMESPACE, limit: 1000, ...(after === undefined ? {} : { after }) });
    nodes.push(...page.nodes);
    if (page.next === undefined) break;
    after = page.next;
  }
  return [...(await allEdges(graph)).map(edgeLine), ...nodes.flatMap(nodeLine)].toSorted();
}

/** The same of the record. */
export async function linesOfRecord(record: RecordStore): Promise<string[]> {
  const source = record.edges.source();
  const edges = await allEdges(source);
  const ends = new Map(edges.flatMap(({ source: from, target }) => [from, target]).map((ref) => [`${ref.kind}:${ref.id}`, ref]));
  return [...edges.map(edgeLine), ...(await source.nodesOf(NAMESPACE, [...ends.values()])).flatMap(nodeLine)].toSorted();
}

async function allEdges(from: Pick<GraphSource, 'listEdges'>): Promise<GraphEdge[]> {
  const edges: GraphEdge[] = [];
  for (let after: string | undefined; ;) {
    const page = await from.listEdges({ namespace: NAMESPACE, limit: 1000, ...(after === undefined ? {} : { after }) });
    edges.push(...page.edges);
    if (page.next === undefined) return edges;
    after = page.next;
  }
}

function edgeLine({ source, target, type, strength, automatic }: GraphEdge): string {
  return `${source.kind}:${source.id} -${type} ${strength}${automatic ? '*' : ''}-> ${target.kind}:${target.id}`;
}

function nodeLine(node: GraphNode): string[] {
  return node.kind === 'concept' ? [] : [JSON.stringify(Object.fromEntries(Object.entries(node).toSorted(([a], [b]) => (a < b ? -1 : 1))))];
}

/** Waits until the graph says what the record says; fails with the difference. */
export async function untilLevel(record: RecordStore, graph: GraphStore, patienceMs = 20_000): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const cursor = await graph.cursor().catch(() => undefined);
    if (cursor?.recordId === record.recordId && cursor.seq === (await record.lastSeq())) return;
    if (performance.now() > endMs) throw new Error(`the graph did not become level: ${JSON.stringify(cursor)}, the record is at ${await record.lastSeq()}`);
    await sleep(50);
  }
}

import { describeWithServer } from '@ltmc/testing';
import { allEdges, randomHistory } from '@ltmc/testing/graph';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GraphEdge, GraphStamp, GraphStore } from '@ltmc/contracts';
import { createMemoryGraph } from '../src/index.js';
import { neo4j, openEmptyGraph } from './neo4j/shared-server.js';

/** Edges in an order of their own: those of a page come in the driver's. */
async function contentOf(graph: GraphStore, namespace: string): Promise<unknown> {
  const keyOf = ({ source, target, type }: GraphEdge): string => JSON.stringify([source, target, type]);
  const edges = (await allEdges(graph, namespace, 50)).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return { edges, nodes: new Map((await graph.listNodes({ namespace, limit: 1000 })).nodes.map((node) => [`${node.kind} ${node.id}`, node])), counts: await graph.counts(namespace) };
}

describeWithServer('any history of batches', neo4j, () => {
  it('leaves Neo4j as it leaves the memory driver', { timeout: 120_000 }, async () => {
    await using graph = await openEmptyGraph();
    let run = 0;
    await fc.assert(fc.asyncProperty(randomHistory(['a', 'b']), async (history) => {
      await using memory = createMemoryGraph();
      run += 1; // namespaces of its own for every run are cheaper than clearing
      const own = <Entry extends GraphStamp>(entries: readonly Entry[] = []): Entry[] => entries.map((entry) => ({ ...entry, namespace: `${entry.namespace}${run}` }));
      for (const { edges, nodes, removeEdges, removeNodes } of history) {
        const batch = { edges: own(edges), nodes: own(nodes), removeEdges: own(removeEdges), removeNodes: own(removeNodes) };
        await Promise.all([memory.apply(batch), graph.apply(batch)]);
      }
      for (const namespace of [`a${run}`, `b${run}`]) expect(await contentOf(graph, namespace)).toEqual(await contentOf(memory, namespace));
    }), { numRuns: 12 });
    expect(run).toBeGreaterThanOrEqual(12);
  });
});

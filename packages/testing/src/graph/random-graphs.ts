import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allEdges, compareGraphs } from './compare-graphs.js';
import { HERE } from './fixture.js';
import { randomGraph } from './random-graph.js';
import type { OpenGraph } from './reading.js';

export function randomGraphContract(open: OpenGraph): void {
  it('answers as trying every way would', async () => {
    await fc.assert(fc.asyncProperty(randomGraph(3), async (random) => {
      await using graph = await open({ here: random.edges });
      expect(await compareGraphs(graph, random, HERE)).toEqual([]);
      expect(await allEdges(graph, HERE, 5)).toHaveLength(random.edges.length);
    }), { numRuns: 8 });
  });
}

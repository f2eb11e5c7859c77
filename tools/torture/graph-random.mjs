import fc from 'fast-check';
import { allEdges, arrayEdgeReader, compareGraphs, randomGraph } from '@ltmc/testing/graph';
import { needNeo4j, startNeo4jServer } from '@ltmc/testing/servers';
import { createEdgeGraph, createMemoryGraph, openNeo4jGraph } from '@ltmc/tier-graph';

const QUESTIONS = 3;
/** What is answered is looked at here, not how fast; a cold server plans its first statements for seconds. */
const PATIENT = { readTimeoutMs: 60_000, writeTimeoutMs: 60_000 };

/** Random graphs in every driver: neighbours, paths, strengths and what is related, as trying every way gives them; and every edge is listed once. */
export const graphRandom = {
  name: 'graph-random',
  promise: 'every graph driver answers alike',
  full: 1000,
  short: 20,
  run: async (proof) => {
    const need = await needNeo4j();
    const server = need.found ? await startNeo4jServer() : undefined;
    const neo4j = server && (await openNeo4jGraph({ uri: server.uri, password: server.password, required: true, ...PATIENT }));
    const counts = { graphs: 0, edges: 0 };
    try {
      const property = fc.asyncProperty(randomGraph(QUESTIONS), async (random) => {
        proof.step();
        counts.graphs += 1;
        counts.edges += random.edges.length;
        const differences = await oneGraph(random, `g${counts.graphs}`, neo4j);
        if (differences.length > 0) throw new Differs(differences[0]);
      });
      const outcome = await fc.check(property, { numRuns: proof.count, seed: proof.random.whole(0, 2 ** 30) });
      if (outcome.failed) proof.violation(`after ${outcome.numShrinks} shrinks, fast-check seed ${outcome.seed}: ${outcome.errorInstance instanceof Differs ? outcome.errorInstance.message : outcome.errorInstance?.stack}`);
    } finally {
      await neo4j?.close();
      await server?.stop();
    }
    return {
      what: `${counts.graphs} random graphs (${counts.edges} edges), ${QUESTIONS} times neighbours, paths, shortest path and related asked of memory, edges${neo4j ? ' and Neo4j' : ''}`,
      result: `every answer as the reference gives it${neo4j ? '' : `; Neo4j skipped: ${need.missing}`}`,
    };
  },
};

class Differs extends Error {}

async function oneGraph(random, namespace, neo4j) {
  const memory = createMemoryGraph();
  const stores = neo4j ? [memory, neo4j] : [memory];
  for (const store of stores) await store.apply({ edges: random.edges.map((edge) => ({ namespace, revision: 1, edge })) });
  const differences = [];
  for (const graph of [...stores, createEdgeGraph(arrayEdgeReader(new Map([[namespace, random.edges]])))]) {
    differences.push(...(await compareGraphs(graph, random, namespace)));
    const [listed, right] = [await allEdges(graph, namespace, 5), random.edges].map((edges) => edges.map(lineOf).toSorted().join('\n'));
    if (listed !== right) differences.push(`${graph.capabilities.driver} lists\n${listed}\ninstead of\n${right}`);
  }
  await memory.close();
  return differences;
}

function lineOf({ source, target, type, strength, automatic }) {
  return JSON.stringify([source.kind, source.id, target.kind, target.id, type, strength, automatic]);
}

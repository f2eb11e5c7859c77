import { createRequire } from 'node:module';
import { needNeo4j, startNeo4jServer } from '@ltmc/testing/servers';
import { createMemoryGraph, openNeo4jGraph } from '@ltmc/tier-graph';
import { progressBar } from '../progress.mjs';
import { inTurn, quantile, random, timeMs } from './stats.mjs';

const neo4jDriver = createRequire(new URL('../../packages/tier-graph/package.json', import.meta.url))('neo4j-driver');
const NAMESPACE = 'bench';
const BATCH = 1000;
/** Every document is linked to so many others on average. */
const EDGES_PER_DOCUMENT = 5;
/** Long enough that no benchmark ends at a deadline. */
const PATIENT = { readTimeoutMs: 60_000, writeTimeoutMs: 60_000 };

/** What somebody would write who has no revisions, no cursor and no checks. */
const BARE_MERGE = `UNWIND $rows AS row
MERGE (a:BareDocument {id: row.source})
MERGE (b:BareDocument {id: row.target})
MERGE (a)-[r:RELATED_TO {type: row.type}]->(b)
SET r.strength = row.strength`;
const BARE_TWO_HOPS = 'MATCH (a:BareDocument {id: $id})-[:RELATED_TO]-()-[:RELATED_TO]-(b) RETURN DISTINCT b.id AS id LIMIT 100';

/**
 * The projection to Neo4j against a bare `UNWIND ... MERGE` of the same edges on the same server, batch by batch in turn; then the documents within two
 * hops, by Neo4j through the driver, against a bare statement, and by the memory driver, which is what the edges driver does without its store.
 */
export async function benchGraph({ seed, graphEdges = 100_000, queries = 200 }) {
  const need = await needNeo4j();
  if (!need.found) return [{ what: 'graph on Neo4j', value: 'not measured', baseline: need.missing, ratio: undefined, target: '' }];
  const server = await startNeo4jServer({ javaArgs: [], heapMiB: 1024 });
  const bare = neo4jDriver.driver(server.uri, neo4jDriver.auth.basic(server.user, server.password), { disableLosslessIntegers: true });
  const graph = await openNeo4jGraph({ uri: server.uri, password: server.password, required: true, ...PATIENT });
  const memory = createMemoryGraph();
  const run = (statement, parameters) => {
    const session = bare.session();
    return session.executeWrite((tx) => tx.run(statement, parameters)).finally(() => session.close());
  };
  try {
    await run('CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:BareDocument) REQUIRE n.id IS UNIQUE');
    const draw = random(seed);
    const documents = Math.max(2, Math.floor(graphEdges / EDGES_PER_DOCUMENT));
    const some = () => 1 + Math.floor(draw() * documents);
    const projected = await project({ graph, memory, run, some, draw, graphEdges });
    const questions = Array.from({ length: queries + 50 }, some);
    const within = (store) => (at) => store.neighbours({ namespace: NAMESPACE, node: { kind: 'document', id: questions[at] }, maxDepth: 2 });
    const bareWithin = (at) => bare.executeQuery(BARE_TWO_HOPS, { id: neo4jDriver.int(questions[at]) });
    for (let at = queries; at < questions.length; at += 1) await Promise.all([within(graph)(at), within(memory)(at), bareWithin(at)]);
    const neo4j = await inTurn(queries, bareWithin, within(graph));
    const edges = await inTurn(queries, within(graph), within(memory));
    const p50 = { bare: quantile(neo4j.first, 0.5), neo4j: quantile(neo4j.second, 0.5), beside: quantile(edges.first, 0.5), memory: quantile(edges.second, 0.5) };
    const size = graphEdges.toLocaleString('en');
    return [
      { what: `projection to Neo4j, batches of ${BATCH} to ${size} edges`, value: `${projected.rate.toFixed(0)} edges/s`, baseline: `bare UNWIND MERGE ${projected.bareRate.toFixed(0)} edges/s`, ratio: projected.rate / projected.bareRate, target: 'reported' },
      { what: `two hops on Neo4j at ${size} edges, p50`, value: `${p50.neo4j.toFixed(2)} ms`, baseline: `bare statement ${p50.bare.toFixed(2)} ms`, ratio: p50.neo4j / p50.bare, target: 'reported' },
      { what: `two hops over edges in memory at ${size} edges, p50`, value: `${p50.memory.toFixed(2)} ms`, baseline: `on Neo4j ${p50.beside.toFixed(2)} ms`, ratio: p50.memory / p50.beside, target: 'reported' },
    ];
  } finally {
    await Promise.all([graph.close(), memory.close(), bare.close()]);
    await server.stop();
  }
}

/** Writes the same batches in turn: through the driver with revisions and cursor, and bare. */
async function project({ graph, memory, run, some, draw, graphEdges }) {
  const bar = progressBar('edges for the graph benchmark', graphEdges);
  let [ownMs, bareMs] = [0, 0];
  for (let from = 0; from < graphEdges; from += BATCH) {
    const to = Math.min(graphEdges, from + BATCH);
    const edges = Array.from({ length: to - from }, () => ({ source: { kind: 'document', id: some() }, target: { kind: 'document', id: some() }, type: 'related_to', strength: draw(), automatic: false }));
    const batch = { edges: edges.map((edge) => ({ namespace: NAMESPACE, revision: from + 1, edge })) };
    const rows = edges.map(({ source, target, type, strength }) => ({ source: neo4jDriver.int(source.id), target: neo4jDriver.int(target.id), type, strength }));
    bareMs += await timeMs(() => run(BARE_MERGE, { rows }));
    ownMs += await timeMs(() => graph.apply({ ...batch, move: { recordId: 'bench', epoch: 1, from, to } }));
    await memory.apply(batch);
    for (let step = from; step < to; step += 1) bar.step();
  }
  bar.end();
  return { rate: (graphEdges * 1000) / ownMs, bareRate: (graphEdges * 1000) / bareMs };
}

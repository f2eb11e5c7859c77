import { createRequire } from 'node:module';
import { needNeo4j, startNeo4jServer } from '@ltmc/testing/servers';
import { createMemoryGraph, openNeo4jGraph } from '@ltmc/tier-graph';
import { progressBar } from '../progress.mjs';
import { openGraphRecord } from './graph-record.mjs';
import { inTurn, quantile, random, timeMs } from './stats.mjs';

const neo4jDriver = createRequire(new URL('../../packages/tier-graph/package.json', import.meta.url))('neo4j-driver');
const NAMESPACE = 'bench';
const BATCH = 1000;
/** Every document is linked to so many others on average. */
const EDGES_PER_DOCUMENT = 5;
const TYPE = 'related_to';
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
 * hops, by Neo4j through the driver, against a bare statement; by the edges driver over a record in SQLite; and by the memory driver, which is what the edges
 * driver does without its store.
 */
export async function benchGraph({ seed, graphEdges = 100_000, queries = 200 }) {
  const need = await needNeo4j();
  if (!need.found) return [{ what: 'graph on Neo4j', value: 'not measured', baseline: need.missing, ratio: undefined, target: '' }];
  const server = await startNeo4jServer({ javaArgs: [], heapMiB: 1024 });
  const bare = neo4jDriver.driver(server.uri, neo4jDriver.auth.basic(server.user, server.password), { disableLosslessIntegers: true });
  const graph = await openNeo4jGraph({ uri: server.uri, password: server.password, required: true, ...PATIENT });
  const memory = createMemoryGraph();
  const documents = Math.max(2, Math.floor(graphEdges / EDGES_PER_DOCUMENT));
  const record = await openGraphRecord({ namespace: NAMESPACE, documents });
  const run = (statement, parameters) => {
    const session = bare.session();
    return session.executeWrite((tx) => tx.run(statement, parameters)).finally(() => session.close());
  };
  try {
    await run('CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:BareDocument) REQUIRE n.id IS UNIQUE');
    const draw = random(seed);
    const some = () => record.ids[Math.floor(draw() * documents)];
    const projected = await project({ graph, memory, record, run, some, draw, graphEdges });
    const questions = Array.from({ length: queries + 50 }, some);
    const within = (store) => (at) => store.neighbours({ namespace: NAMESPACE, node: { kind: 'document', id: questions[at] }, maxDepth: 2, types: [TYPE] });
    const bareWithin = (at) => bare.executeQuery(BARE_TWO_HOPS, { id: neo4jDriver.int(questions[at]) });
    for (let at = queries; at < questions.length; at += 1) requireEqual(await Promise.all([graph, record.graph, memory].map((store) => within(store)(at))), await bareWithin(at));
    const neo4j = await inTurn(queries, bareWithin, within(graph));
    const kept = await inTurn(queries, within(graph), within(record.graph));
    const edges = await inTurn(queries, within(graph), within(memory));
    const [bareMs, ownMs] = [neo4j.first, neo4j.second].map((times) => quantile(times, 0.5));
    const besideRow = (what, times) => {
      const [besideMs, ms] = [times.first, times.second].map((each) => quantile(each, 0.5));
      return { what: `two hops over ${what} at ${size} edges, p50`, value: `${ms.toFixed(2)} ms`, baseline: `on Neo4j ${besideMs.toFixed(2)} ms`, ratio: ms / besideMs, target: 'reported' };
    };
    const size = graphEdges.toLocaleString('en');
    return [
      { what: `projection to Neo4j, batches of ${BATCH} to ${size} edges`, value: `${projected.rate.toFixed(0)} edges/s`, baseline: `bare UNWIND MERGE ${projected.bareRate.toFixed(0)} edges/s`, ratio: projected.rate / projected.bareRate, target: 'reported' },
      { what: `two hops on Neo4j at ${size} edges, p50`, value: `${ownMs.toFixed(2)} ms`, baseline: `bare statement ${bareMs.toFixed(2)} ms`, ratio: ownMs / bareMs, target: 'reported' },
      besideRow('the edges of a record in SQLite', kept),
      besideRow('edges in memory', edges),
    ];
  } finally {
    await Promise.all([graph.close(), memory.close(), record.close(), bare.close()]);
    await server.stop();
  }
}

/** Otherwise they would be compared at different work. */
function requireEqual(answers, { records }) {
  const [first, ...others] = answers.map(({ found }) => found.map(({ node }) => node.id).toSorted((a, b) => a - b).join(' '));
  if (others.some((other) => other !== first)) throw new Error('the drivers answer differently');
  if (records.length === 0) throw new Error('the bare statement finds nothing');
}

/** Writes the same batches in turn: through the driver with revisions and cursor, and bare. */
async function project({ graph, memory, record, run, some, draw, graphEdges }) {
  const bar = progressBar('edges for the graph benchmark', graphEdges);
  let [ownMs, bareMs] = [0, 0];
  for (let from = 0; from < graphEdges; from += BATCH) {
    const to = Math.min(graphEdges, from + BATCH);
    const edges = Array.from({ length: to - from }, () => ({ source: { kind: 'document', id: some() }, target: { kind: 'document', id: some() }, type: TYPE, strength: draw(), automatic: false }));
    const batch = { edges: edges.map((edge) => ({ namespace: NAMESPACE, revision: from + 1, edge })) };
    const rows = edges.map(({ source, target, type, strength }) => ({ source: neo4jDriver.int(source.id), target: neo4jDriver.int(target.id), type, strength }));
    bareMs += await timeMs(() => run(BARE_MERGE, { rows }));
    ownMs += await timeMs(() => graph.apply({ ...batch, move: { recordId: 'bench', epoch: 1, from, to } }));
    await Promise.all([memory.apply(batch), record.relate(edges)]);
    for (let step = from; step < to; step += 1) bar.step();
  }
  bar.end();
  return { rate: (graphEdges * 1000) / ownMs, bareRate: (graphEdges * 1000) / bareMs };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { needNeo4j, startNeo4jServer } from '@ltmc/testing/servers';
import { openNeo4jGraph } from '@ltmc/tier-graph';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { startServer } from './ltmc-server.mjs';

const [PASSWORD, OTHER_PASSWORD] = ['before-trouble', 'after-trouble'];
const LANES = 2;
const NAMES = 40;
const PAGE = 2000;
/** Refusals that the load runs into by itself: another lane has forgotten the memory, or there is nothing to bring back. */
const EXPECTED = new Set(['LTMC_NOT_FOUND', 'LTMC_UNDO_EXPIRED']);
/** Until the graph is level again once the server is back and the load has ended. */
const LEVEL_WITHIN_MS = 60_000;
const SOURCES = new Set(['neo4j', 'edges']);

/** What befalls Neo4j: how it begins and how it ends. */
const TROUBLES = {
  away: { begin: (neo4j) => neo4j.kill(), end: (neo4j) => neo4j.restart() },
  frozen: { begin: async (neo4j) => neo4j.freeze(), end: async (neo4j) => neo4j.resume() },
  emptied: { begin: (neo4j) => neo4j.empty(), end: async () => undefined },
  'set back to an older copy': { before: (neo4j) => neo4j.keepCopy(), begin: (neo4j) => neo4j.restoreCopy(), end: async () => undefined },
  'behind another password': { begin: (neo4j) => changePassword(neo4j, OTHER_PASSWORD), end: (neo4j) => changePassword(neo4j, PASSWORD) },
};

/** Two servers on one record and one Neo4j that gets into trouble, under load: no call fails, and afterwards the graph equals the record, edge by edge. The count is the seconds of each trouble. */
export const neo4jProjection = {
  name: 'neo4j-projection',
  promise: 'the graph is never in the way, and equals the record afterwards',
  full: 120,
  short: 2,
  run: async (proof) => {
    const need = await needNeo4j();
    if (!need.found) return { what: 'nothing', result: `skipped: ${need.missing}` };
    const neo4j = await startNeo4jServer({ password: PASSWORD });
    const folder = await proof.folder('record');
    const env = { NEO4J_URI: neo4j.uri, NEO4J_PASSWORD: PASSWORD };
    const world = { calls: 0, failed: 0, slowestMs: 0, fromNeo4j: 0, fromEdges: 0, degraded: 0, edges: 0, levelMs: 0 };
    const servers = await Promise.all([startServer(folder, { env }), startServer(folder, { env })]);
    try {
      for (const [name, trouble] of Object.entries(TROUBLES)) await oneTrouble(proof, world, { name, trouble, neo4j, servers, folder });
    } finally {
      await Promise.all(servers.map((server) => server.close()));
      await neo4j.stop();
    }
    const { calls, failed, slowestMs, fromNeo4j, fromEdges, degraded, edges, levelMs } = world;
    return {
      what: `${calls} calls of two servers while Neo4j was ${Object.keys(TROUBLES).join(', ')}, ${proof.count} s each`,
      result: `${failed} failed, the slowest after ${(slowestMs / 1000).toFixed(1)} s; relations answered ${fromNeo4j} times by Neo4j, ${fromEdges} by the record (${degraded} said degraded); each time level within ${(levelMs / 1000).toFixed(1)} s, ${edges} edges compared`,
    };
  },
};

async function oneTrouble(proof, world, { name, trouble, neo4j, servers, folder }) {
  await trouble.before?.(neo4j);
  const load = { going: true };
  const lanes = servers.flatMap((server, s) => Array.from({ length: LANES }, (_, lane) => oneLane(proof, world, { server, load, random: proof.random.fork(`${name}-${s}-${lane}`) })));
  await sleep(1000);
  await trouble.begin(neo4j);
  for (let second = 0; second < proof.count; second += 1) {
    await sleep(1000);
    proof.step();
  }
  await trouble.end(neo4j);
  load.going = false;
  await Promise.all(lanes);
  await expectLevel(proof, world, { name, neo4j, folder });
}

async function oneLane(proof, world, { server, load, random }) {
  while (load.going) {
    const [tool, input] = oneCall(random);
    const startMs = performance.now();
    try {
      const answer = await server.call(tool, input);
      world.calls += 1;
      if ('source' in answer) countSource(proof, world, answer);
    } catch (error) {
      world.calls += 1;
      if (!EXPECTED.has(error.code)) {
        world.failed += 1;
        proof.violation(`${tool} failed: ${error.message}`);
      }
    }
    world.slowestMs = Math.max(world.slowestMs, performance.now() - startMs);
  }
}

function countSource(proof, world, { source, degraded = [] }) {
  if (!SOURCES.has(source)) proof.violation(`a relation was answered by ${source}`);
  if (source === 'neo4j') world.fromNeo4j += 1;
  else world.fromEdges += 1;
  if (degraded.includes('graph')) world.degraded += 1;
}

function oneCall(random) {
  const file_name = `m${random.whole(0, NAMES - 1)}`;
  const other = `m${random.whole(0, NAMES - 1)}`;
  const store = ['store_memory', { file_name, content: random.sentence(random.whole(5, 30)), tags: random.chance(0.5) ? ['red'] : ['blue', 'red'], wait: 'durable' }];
  return random.pick([
    store, store, store,
    ['link_resources', { source_id: file_name, target_id: other === file_name ? `${other}x` : other, relationship_type: random.pick(['part_of', 'depends_on']), strength: random.whole(0, 10) / 10 }],
    ['link_resources', { source_id: other, target_id: file_name === other ? `${other}x` : file_name, relationship_type: 'related_to' }],
    ['forget_memory', { file_name, purge: random.chance(0.3) }],
    ['forget_memory', { file_name, undo: true }],
    ['get_document_relationships', { document_id: file_name, max_depth: 3 }],
    ['query_graph', { query: file_name, detail: 'ids' }],
    ['retrieve_memory', { query: random.sentence(3), mode: 'keyword' }],
    ['list_memories', { limit: 5 }],
  ]);
}

/** Asked of both sides directly, not through LTMC's servers. */
async function expectLevel(proof, world, { name, neo4j, folder }) {
  const record = await openSqliteRecord({ path: `${folder}/ltmc.db` });
  const graph = await openNeo4jGraph({ uri: neo4j.uri, password: PASSWORD, readTimeoutMs: 30_000 });
  const startMs = performance.now();
  try {
    while (!(await isLevel(record, graph))) {
      if (performance.now() - startMs > LEVEL_WITHIN_MS * proof.patience) return proof.violation(`the graph did not become level after Neo4j was ${name}: ${JSON.stringify(await graph.health())}, the record is at ${await record.lastSeq()}`);
      await sleep(100);
    }
    world.levelMs = Math.max(world.levelMs, performance.now() - startMs);
    const [wanted, held] = [await linesOf(record.edges.source()), await linesOf(graph)];
    world.edges += wanted.length;
    const missing = wanted.filter((line) => !held.includes(line));
    const extra = held.filter((line) => !wanted.includes(line));
    if (missing.length + extra.length > 0) proof.violation(`after Neo4j was ${name} the graph lacks ${missing.length} edges and has ${extra.length} too many, e.g. ${missing[0] ?? extra[0]}`);
  } finally {
    await graph.close();
    await record.close();
  }
}

async function isLevel(record, graph) {
  const cursor = await graph.cursor().catch(() => undefined);
  return cursor?.recordId === record.recordId && cursor.seq === (await record.lastSeq());
}

async function linesOf(source) {
  const lines = [];
  for (let after; ;) {
    const page = await source.listEdges({ namespace: 'default', limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (const { source: from, target, type, strength, automatic } of page.edges) lines.push(JSON.stringify([from.kind, from.id, type, target.kind, target.id, strength, automatic]));
    if (page.next === undefined) return lines.toSorted();
    after = page.next;
  }
}

/** Connections that are open stay so; a restart makes everybody sign in anew. */
async function changePassword(neo4j, password) {
  await neo4j.setPassword(password);
  await neo4j.restart();
}

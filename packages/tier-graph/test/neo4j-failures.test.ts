import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeWithServer } from '@ltmc/testing';
import { allEdges } from '@ltmc/testing/graph';
import { afterEach, expect, it } from 'vitest';
import { LtmcError, type GraphEdge, type GraphStore } from '@ltmc/contracts';
import { openNeo4jGraph } from '../src/index.js';
import { cypher, neo4j, openEmptyGraph, openGraph, PATIENT, tellServer } from './neo4j/shared-server.js';

const HASTY = { readTimeoutMs: 1000, writeTimeoutMs: 1500, retryMinMs: 20, retryMaxMs: 200 };
const unavailable = { code: 'LTMC_GRAPH_UNAVAILABLE', retryable: true };
const link = (target: number): GraphEdge => ({ source: { kind: 'document', id: 1 }, target: { kind: 'document', id: target }, type: 'x', strength: 1, automatic: false });
const ask = (graph: GraphStore) => graph.neighbours({ namespace: 'a', node: { kind: 'document', id: 1 } });
const step = (from: number, to: number) => ({
  edges: [{ namespace: 'a', revision: to, edge: link(to + 1) }],
  move: { recordId: 'r', epoch: 1, from, to },
});

/** What `link` has linked to; edges are listed in no order. */
async function targets(graph: GraphStore): Promise<(number | string)[]> {
  const edges = await allEdges(graph, 'a');
  return edges.map(({ target }) => target.id).toSorted();
}

/** Healing is waited for as long as the test may take. */
async function healed(graph: GraphStore): Promise<void> {
  while ((await graph.health()).state !== 'ok') await sleep(20);
}

describeWithServer('Neo4j that fails', neo4j, () => {
  afterEach(() => tellServer('resume'));

  it('is told apart: nobody there, a wrong password, no such database', async () => {
    const away = await openNeo4jGraph({ uri: 'bolt://127.0.0.1:1', password: 'x', ...HASTY });
    await expect(ask(away)).rejects.toMatchObject({ ...unavailable, message: 'Neo4j at bolt://127.0.0.1:1 cannot be reached' });
    expect(await away.health()).toMatchObject({ state: 'unavailable', why: 'Neo4j at bolt://127.0.0.1:1 cannot be reached' });
    await away.close();
    await expect(openGraph({ required: true, database: 'nobodys' })).rejects.toMatchObject({ ...unavailable, message: expect.stringContaining('has no database of that name') });
    await expect(openNeo4jGraph({ uri: 'bolt://127.0.0.1:1', password: 'x', required: true, ...HASTY })).rejects.toMatchObject(unavailable);
  });

  it('never shows a password', async () => {
    const password = 'my-secret-password';
    const refused = await openGraph({ password, required: true }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ ...unavailable, message: `Neo4j at ${neo4j.uri} refused the user name or the password` });
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => { lines.push(line); };
    await using degraded = await openGraph({ password, logger: { debug: log, info: log, warn: log, error: log } });
    const shown = LtmcError.is(refused) ? [refused.message, refused.stack, JSON.stringify(refused.details), String(refused.cause), JSON.stringify(refused.cause)] : [];
    expect(shown).toHaveLength(5);
    expect(JSON.stringify([shown, lines, await degraded.health()])).not.toContain(password);
  });

  it.each(['http://localhost', 'localhost:7687', 'bolt://user:secret@localhost', ''])('refuses %s as an address', async (uri) => {
    const error: unknown = await openNeo4jGraph({ uri, password: 'x' }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: 'LTMC_INVALID_INPUT' });
    expect(String(error)).not.toContain('secret');
  });

  it('lets nobody wait when it is frozen, applies nothing late, and heals', async () => {
    await using patient = await openEmptyGraph();
    await patient.apply(step(0, 1));
    await using graph = await openGraph(HASTY);
    await using writer = await openGraph(HASTY);
    await Promise.all([healed(graph), healed(writer)]);
    await tellServer('freeze');
    await expect(Promise.all([ask(graph), graph.apply(step(1, 2))])).rejects.toMatchObject(unavailable);
    await expect(writer.apply(step(1, 2))).rejects.toMatchObject(unavailable);
    while ((await graph.health()).why?.includes('did not answer') !== true) await sleep(20);
    await expect(ask(graph)).rejects.toMatchObject(unavailable);
    await tellServer('resume');
    await Promise.all([healed(graph), healed(writer)]);
    expect(await patient.cursor()).toMatchObject({ seq: 1 });
    expect(await targets(patient)).toEqual([2]);
  });

  it('is closed at once when it is frozen, and keeps no process alive', async () => {
    const script = fileURLToPath(new URL('child/close-frozen.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, neo4j.uri, neo4j.password], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('open');
    await tellServer('freeze');
    child.stdin.write('frozen\n');
    expect(JSON.parse(String((await lines.next()).value))).toEqual({ asked: expect.stringMatching(/^LTMC_/u), state: 'unavailable' });
    const [code] = await once(child, 'exit'); // the server is frozen until after the test
    expect(code).toBe(0);
  });

  it('takes so many calls at once, lets so many wait, and refuses the rest', async () => {
    await using graph = await openGraph({ ...HASTY, maxConcurrent: 2, maxWaiting: 1 });
    await healed(graph);
    await tellServer('freeze');
    const calls = [1, 2, 3, 4].map(() => ask(graph).catch((error: unknown) => String(error)));
    expect(await Promise.race(calls)).toContain('Too many calls wait');
    await tellServer('resume');
    await Promise.all(calls);
  });

  it('frees a caller who gives up', async () => {
    await using graph = await openEmptyGraph();
    const giveUp = new AbortController();
    await tellServer('freeze');
    const asked = graph.neighbours({ namespace: 'a', node: { kind: 'document', id: 1 }, signal: giveUp.signal });
    setTimeout(() => giveUp.abort(new Error('no longer needed')), 20);
    await expect(asked).rejects.toThrow('no longer needed');
    await tellServer('resume');
    await expect(ask(graph)).resolves.toEqual({ found: [], truncated: false });
  });

  it('is away, comes back, is set back to a copy, comes back empty: each is noticed, and the graph can be made whole', { timeout: 240_000 }, async () => {
    await using graph = await openEmptyGraph({ ...PATIENT, retryMinMs: 20, retryMaxMs: 200 });
    await graph.apply(step(0, 1));
    await tellServer('kill');
    await expect(ask(graph)).rejects.toMatchObject(unavailable);
    await tellServer('keepCopy'); // starts it again
    await healed(graph);
    await graph.apply(step(1, 2));
    expect(await targets(graph)).toEqual([2, 3]);

    await tellServer('restoreCopy');
    await healed(graph);
    await expect(graph.apply(step(2, 3))).rejects.toMatchObject({ code: 'LTMC_GRAPH_OUT_OF_STEP', details: { recordId: 'r', seq: 1 } });
    expect(await graph.cursor()).toEqual({ recordId: 'r', seq: 1, epoch: 1 });
    await graph.apply(step(1, 2));
    await graph.apply(step(2, 3));
    expect(await targets(graph)).toEqual([2, 3, 4]);

    await tellServer('empty');
    await healed(graph);
    await expect(graph.apply(step(3, 4))).rejects.toMatchObject({ code: 'LTMC_GRAPH_OUT_OF_STEP', details: { recordId: null, seq: 0 } });
    for (const at of [0, 1, 2, 3]) await graph.apply(step(at, at + 1));
    expect(await targets(graph)).toEqual([2, 3, 4, 5]);
    expect(await cypher("SHOW CONSTRAINTS YIELD name WHERE name STARTS WITH 'ltmc_' RETURN name")).toHaveLength(5);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphStore, RecordStore } from '@ltmc/contracts';
import { createMemoryLeaseStore } from '@ltmc/coordination';
import { describeWithServer } from '@ltmc/testing';
import { needNeo4j, startNeo4jServer, type Neo4jServer } from '@ltmc/testing/servers';
import { openNeo4jGraph } from '@ltmc/tier-graph';
import { startGraphWriter, type GraphWriter } from '../../src/graph-projection-writer.js';
import { silent } from '../open-memory.js';
import { linesOf, linesOfRecord, NAMESPACE, openRecord, relate, say, store, turnOf, untilLevel } from './graph-world.js';

const PATIENCE_MS = 120_000;

/** Something of everything that can happen to a graph, different with each `round`. */
async function change(record: RecordStore, round: number): Promise<void> {
  const a = await store(record, 'a', `one ${round}|two`, ['red', `r${round}`]);
  const b = await store(record, 'b', `three|four ${round}`, ['red']);
  const c = await store(record, `c${round}`, 'five', ['blue']);
  await relate(record, a, b, (round % 9) / 10);
  await relate(record, c, a, 0.5, 'part_of');
  const source = record.edges.source();
  const [edge] = await source.edgesOf({ namespace: NAMESPACE, nodes: [{ kind: 'document', id: c }], relations: ['HAS_CHUNK'], limit: 1 });
  if (edge?.target.kind === 'chunk') await say(record, `talk ${round}`, 'about it', [edge.target.id]);
  await record.forget(NAMESPACE, { fileName: 'b' }, { atMs: Date.now() });
  if (round % 2 === 0) await record.undoForget(NAMESPACE, { fileName: 'b' }, { notBeforeMs: 0, atMs: Date.now() });
  if (round > 1) await record.forget(NAMESPACE, { fileName: `c${round - 2}` }, { purge: round % 3 === 0, atMs: Date.now() });
}

describeWithServer('the graph on a real Neo4j', await needNeo4j(), () => {
  let server: Neo4jServer;
  let record: RecordStore;
  let graph: GraphStore;
  /** For the comparison, which may take its time on a busy machine. */
  let patient: GraphStore;
  let writers: GraphWriter[];
  const leases = createMemoryLeaseStore();
  let round = 0;

  const changes = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) await change(record, (round += 1));
  };
  const expectLevel = async (): Promise<void> => {
    await untilLevel(record, patient, PATIENCE_MS);
    expect(await linesOf(patient)).toEqual(await linesOfRecord(record));
  };

  beforeAll(async () => {
    server = await startNeo4jServer();
    record = await openRecord();
    graph = await openNeo4jGraph({ uri: server.uri, user: server.user, password: server.password, retryMaxMs: 500 });
    patient = await openNeo4jGraph({ uri: server.uri, user: server.user, password: server.password, readTimeoutMs: 30_000, retryMaxMs: 500 });
    writers = [1, 2].map(() => startGraphWriter({ record, store: graph, logger: silent, inTurn: turnOf(leases), pollMs: 20, lookMs: 200, lingerMs: 300 }));
  }, 120_000);

  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.close()));
    await graph.close();
    await patient.close();
    await leases.close();
    await record.close();
    await server.stop();
  });

  it('follows what happens', async () => {
    await changes(3);
    await expectLevel();
  }, PATIENCE_MS);

  it('catches up when the server comes back', async () => {
    await server.kill();
    await changes(3);
    await server.restart();
    await expectLevel();
  }, PATIENCE_MS);

  it('catches up when a frozen server goes on', async () => {
    server.freeze();
    const startMs = performance.now();
    await changes(3);
    expect(performance.now() - startMs).toBeLessThan(20_000); // nothing here waits for the graph's deadline of 5 s a batch
    await sleep(1500);
    server.resume();
    await expectLevel();
  }, PATIENCE_MS);

  it('is filled anew when the server was emptied', async () => {
    await server.empty();
    await expectLevel();
    await changes(1);
    await expectLevel();
  }, PATIENCE_MS);

  it('goes on from an older copy', async () => {
    await server.keepCopy();
    await changes(4);
    await expectLevel();
    await server.restoreCopy();
    await expectLevel();
    await changes(1);
    await expectLevel();
    // One of the two may write, and none for a moment where it passes from one to the other.
    const reconciled = async () => (await Promise.allSettled(writers.map((writer) => writer.reconcile()))).flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []))[0];
    await expect.poll(reconciled, { timeout: PATIENCE_MS / 2, interval: 100 }).toMatchObject({ repaired: 0 });
  }, PATIENCE_MS);
});

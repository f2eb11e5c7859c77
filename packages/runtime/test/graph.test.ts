import { loadConfig } from '@ltmc/config';
import { describeWithServer } from '@ltmc/testing';
import { freePort, needNeo4j, startNeo4jServer } from '@ltmc/testing/servers';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createRuntime, diagnose, type Finding } from '../src/index.js';
import { openTestRuntime, silent, type TestRuntime } from './open-test-runtime.js';

const PATIENCE_MS = 120_000;

async function awayEnv(): Promise<Record<string, string>> {
  return { NEO4J_URI: `bolt://127.0.0.1:${await freePort()}`, NEO4J_PASSWORD: 'secret' };
}

async function twoLinked({ call }: TestRuntime): Promise<void> {
  for (const file_name of ['a', 'b']) await call('store_memory', { file_name, content: `text of ${file_name}`, wait: 'durable' });
  await call('link_resources', { source_id: 'a', target_id: 'b', relationship_type: 'part_of' });
}

/** Asks until Neo4j answers. */
async function untilAnsweredBy({ call }: TestRuntime, source: string): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await call('get_document_relationships', { document_id: 'a' });
    if (answer['source'] === source) return;
    if (performance.now() > endMs) throw new Error(`still answered by ${String(answer['source'])}`);
    await sleep(50);
  }
}

describe('a Neo4j that is configured and away', () => {
  it('fails nothing: the record answers, and says so', async () => {
    await using test = await openTestRuntime(undefined, await awayEnv());
    await twoLinked(test);
    expect(await test.call('get_document_relationships', { document_id: 'a' })).toMatchObject({ total_relationships: 1, source: 'edges', degraded: ['graph'] });
    const { status, components } = await test.runtime.health();
    expect(components.neo4j).toMatchObject({ state: 'unavailable', driver: 'neo4j', why: expect.stringContaining('Neo4j') });
    expect(status).toBe('degraded');
    expect(test.runtime.startLine).toContain('graph neo4j');
    expect(JSON.stringify(components)).not.toContain('secret');
  });

  it('fails the start where it is required', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-'));
    await using runtime = createRuntime(loadConfig({ ...(await awayEnv()), NEO4J_REQUIRED: 'true', DB_PATH: join(folder, 'ltmc.db') }), { logger: silent, version: '0.0.0' });
    await expect(runtime.open()).rejects.toMatchObject({ code: 'LTMC_GRAPH_UNAVAILABLE' });
    await rm(folder, { recursive: true, force: true });
  });

  it('is told by the doctor', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ltmc-runtime-'));
    const findings: Finding[] = [];
    for await (const finding of diagnose(loadConfig({ ...(await awayEnv()), DB_PATH: join(folder, 'ltmc.db') }))) findings.push(finding);
    expect(findings.find(({ check }) => check === 'neo4j')).toMatchObject({ state: 'note', message: expect.stringContaining('answered from the record'), mend: expect.stringContaining('NEO4J_URI') });
    await rm(folder, { recursive: true, force: true });
  });
});

describe('no Neo4j', () => {
  it('is no trouble', async () => {
    await using test = await openTestRuntime();
    await twoLinked(test);
    expect(await test.call('get_document_relationships', { document_id: 'a' })).not.toHaveProperty('degraded');
    expect(await test.runtime.health()).toMatchObject({ status: 'ok', components: { neo4j: { state: 'disabled', why: expect.stringContaining('NEO4J_URI') } } });
  });
});

describeWithServer('two servers with one Neo4j', await needNeo4j(), () => {
  it('are answered by it once it is level, whoever wrote', async () => {
    await using server = await startNeo4jServer();
    const env = { NEO4J_URI: server.uri, NEO4J_PASSWORD: server.password };
    await using one = await openTestRuntime(undefined, env);
    await using two = await openTestRuntime(one.folder, env);
    await twoLinked(one);
    await untilAnsweredBy(two, 'neo4j');
    await two.call('link_resources', { source_id: 'b', target_id: 'a', relationship_type: 'contradicts' });
    // At once, level or not.
    expect(await one.call('get_document_relationships', { document_id: 'a' })).toMatchObject({ total_relationships: 2 });
    await untilAnsweredBy(one, 'neo4j');
    expect(await one.call('get_document_relationships', { document_id: 'a' })).toMatchObject({ total_relationships: 2 });
    expect((await one.runtime.health()).components.neo4j).toMatchObject({ lagChanges: 0, latencyMs: expect.any(Number) });
  }, PATIENCE_MS * 2);
});

import { fileURLToPath } from 'node:url';
import { describeWithServer, startHttpProgram, tempData, type HttpProgram } from '@ltmc/testing';
import { needRedis, startRedisServer } from '@ltmc/testing/servers';
import { expect, it } from 'vitest';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

/** The value of a series, undefined where there is none. */
async function metric(http: HttpProgram, series: string): Promise<number | undefined> {
  const response = await fetch(`${http.url}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const line = (await response.text()).split('\n').find((text) => text.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

it('tells what the server holds, who is there, and what was called', async () => {
  await using data = await tempData();
  await using http = await startHttpProgram(MAIN, data.env);
  expect(await metric(http, 'ltmc_active_agents')).toBe(0);
  await http.rpc('store_memory', { file_name: 'a.md', content: 'The bridge opens at nine.', wait: 'searchable' });
  await http.rpc('retrieve_memory', { query: 'bridge', mode: 'keyword' });
  expect(await metric(http, 'ltmc_vector_index_size')).toBe(0);
  await http.rpc('retrieve_memory', { query: 'bridge' });
  await http.rpc('agent_registry', { action: 'register', name: 'ann' });
  expect(await metric(http, 'ltmc_active_agents')).toBe(1);
  expect(await metric(http, 'ltmc_vector_index_size')).toBe(1);
  expect(await metric(http, 'ltmc_pending_embeddings')).toBe(0);
  expect(await metric(http, 'ltmc_tool_calls_total{tool="retrieve_memory",outcome="ok"}')).toBe(2);
  expect(await metric(http, 'ltmc_tier_up{tier="database"}')).toBe(1);
  expect(await metric(http, 'ltmc_tier_up{tier="redis"}')).toBeUndefined();
  expect(await metric(http, 'ltmc_scrape_complete')).toBe(1);
});

describeWithServer('metrics with Redis', await needRedis(), () => {
  it('answers while Redis hangs, and says that it is down', async () => {
    await using data = await tempData();
    await using redis = await startRedisServer();
    await using http = await startHttpProgram(MAIN, { ...data.env, REDIS_HOST: redis.host, REDIS_PORT: String(redis.port) });
    expect(await metric(http, 'ltmc_tier_up{tier="redis"}')).toBe(1);
    expect(await metric(http, 'ltmc_cache_evictions_total{cache="redis"}')).toBe(0);
    redis.freeze();
    expect(await metric(http, 'ltmc_tier_up{tier="redis"}')).toBe(0);
    expect(await metric(http, 'ltmc_tier_up{tier="database"}')).toBe(1);
    redis.resume();
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFixtureApi, type FixtureApi } from './fixture-api.js';
import { seriesOf } from './series-of.js';

let agents = 3;
let fixture: FixtureApi;
beforeEach(async () => {
  agents = 3;
  fixture = await openFixtureApi({
    gauges: {
      activeAgents: async () => agents,
      pendingEmbeddings: async () => 7,
      answers: async () => ({ hits: 5, misses: 9 }),
      caches: async () => [{ driver: 'memory', evictions: 2, bytes: 4096 }, { driver: 'redis' }],
    },
  });
});
afterEach(() => fixture.api.close());

const scrape = async (): Promise<Map<string, number>> => seriesOf((await fixture.send('GET', '/metrics')).text);
const call = (method: string, params: object = {}): Promise<unknown> => fixture.rpc({ jsonrpc: '2.0', id: 1, method, params });

describe('the page', () => {
  it('is Prometheus text, with help and type of every metric', async () => {
    const { status, headers, text } = await fixture.send('GET', '/metrics');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    const [helped, typed] = ['HELP', 'TYPE'].map((word) => [...text.matchAll(new RegExp(`^# ${word} (\\S+) \\S`, 'gmu'))].map(([, name]) => name));
    expect(helped).toEqual(typed);
    const families = new Set(helped);
    for (const series of seriesOf(text).keys()) expect(families).toContain(series.replace(/\{.*/u, '').replace(/^(ltmc_\w+_seconds|nodejs_gc_duration_seconds)_(?:bucket|sum|count)$/u, '$1'));
    expect(text).toMatch(/^# TYPE ltmc_request_duration_seconds histogram$/mu);
  });

  it('says what the size of the index is not', async () => {
    const { text } = await fixture.send('GET', '/metrics');
    expect(text).toMatch(/^# HELP ltmc_vector_index_size .*this process has open, not in the record.*opens with the first search by meaning/mu);
  });

  it('tells version, start, memory and event loop of the process', async () => {
    const series = await scrape();
    expect(series.get(`ltmc_build_info{version="1.2.3",node="${process.version}"}`)).toBe(1);
    expect(series.get('process_start_time_seconds')).toBeCloseTo(Date.now() / 1000 - process.uptime(), -2);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect([...series.keys()]).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds']));
  });
});

it('escapes what stands in a label', async () => {
  await using quoted = await openFixtureApi({ info: { name: 'fixture', version: '1"2\\3\n4' } });
  expect((await quoted.send('GET', '/metrics')).text).toContain('ltmc_build_info{version="1\\"2\\\\3\\n4",');
});

describe('traffic', () => {
  it('counts requests by method and status, and times them by path', async () => {
    await call('echo');
    await fixture.send('GET', '/tools');
    await fixture.send('DELETE', '/tools');
    await fixture.send('PROPFIND', '/a/b/c');
    await fixture.send('GET', '/a/b/d');
    const series = await scrape();
    expect(series.get('ltmc_requests_total{method="POST",status="200"}')).toBe(1);
    expect(series.get('ltmc_requests_total{method="GET",status="200"}')).toBe(1);
    expect(series.get('ltmc_requests_total{method="DELETE",status="405"}')).toBe(1);
    expect(series.get('ltmc_requests_total{method="other",status="404"}')).toBe(1);
    expect(series.get('ltmc_request_duration_seconds_count{path="/jsonrpc"}')).toBe(1);
    expect(series.get('ltmc_request_duration_seconds_bucket{le="+Inf",path="/tools"}')).toBe(2);
    expect(series.get('ltmc_request_duration_seconds_count{path="other"}')).toBe(2);
  });

  it('counts calls by tool and outcome, of both faces; names that are made up are one', async () => {
    await call('echo');
    await call('tools/call', { name: 'echo' });
    await call('missing');
    await call('ecko');
    await call('tools/call', { name: 'rm_rf' });
    await fixture.send('POST', '/mcp', { headers: { accept: 'application/json, text/event-stream' }, body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: {} } } });
    const series = await scrape();
    expect(series.get('ltmc_tool_calls_total{tool="echo",outcome="ok"}')).toBe(3);
    expect(series.get('ltmc_tool_calls_total{tool="missing",outcome="LTMC_NOT_FOUND"}')).toBe(1);
    expect(series.get('ltmc_tool_calls_total{tool="other",outcome="LTMC_UNKNOWN_TOOL"}')).toBe(2);
    expect(series.get('ltmc_tool_duration_seconds_count{tool="echo"}')).toBe(3);
    expect([...series.keys()].join('\n')).not.toMatch(/ecko|rm_rf/u);
  });

  it('has buckets from a millisecond to ten seconds', async () => {
    await call('echo');
    const bounds = [...(await scrape()).keys()].flatMap((name) => /^ltmc_tool_duration_seconds_bucket\{le="([^"]+)",tool="echo"\}$/u.exec(name)?.[1] ?? []);
    expect([bounds[0], ...bounds.slice(-2)]).toEqual(['0.001', '10', '+Inf']);
  });
});

describe('state', () => {
  it('shows each tier that is configured', async () => {
    const { components } = fixture.report;
    fixture.report = { ...fixture.report, components: {
      ...components, redis: { state: 'unavailable', why: 'gone', latencyMs: 12 }, vector_store: { state: 'degraded', why: 'slow', lagChanges: 4, lagSeconds: 1.5, size: 1234 },
    } };
    const series = await scrape();
    expect(['database', 'redis', 'vector_store', 'neo4j'].map((tier) => series.get(`ltmc_tier_up{tier="${tier}"}`))).toEqual([1, 0, 1, undefined]);
    expect(series.get('ltmc_tier_degraded{tier="vector_store"}')).toBe(1);
    expect(series.get('ltmc_tier_latency_seconds{tier="redis"}')).toBe(0.012);
    expect(series.get('ltmc_projection_lag_changes{tier="vector_store"}')).toBe(4);
    expect(series.get('ltmc_projection_lag_seconds{tier="vector_store"}')).toBe(1.5);
    expect(series.get('ltmc_vector_index_size')).toBe(1234);
  });

  it('shows what the server counts, as it is now', async () => {
    await scrape();
    agents = 1;
    const series = await scrape();
    expect(['ltmc_active_agents', 'ltmc_pending_embeddings', 'ltmc_cache_hits_total', 'ltmc_cache_misses_total'].map((name) => series.get(name))).toEqual([1, 7, 5, 9]);
    expect(series.get('ltmc_cache_evictions_total{cache="memory"}')).toBe(2);
    expect(series.get('ltmc_cache_bytes{cache="memory"}')).toBe(4096);
    expect(series.has('ltmc_cache_evictions_total{cache="redis"}')).toBe(false);
    expect(series.get('ltmc_scrape_complete')).toBe(1);
  });
});

it('answers where parts hang or fail, without what they would have said, and asks each once', async () => {
  let asked = 0;
  const hangs = (): Promise<never> => {
    asked += 1;
    return new Promise(() => undefined);
  };
  await using hanging = await openFixtureApi({ metricsDeadlineMs: 5, gauges: { activeAgents: hangs, pendingEmbeddings: async () => { throw new Error('no'); }, answers: async () => ({ hits: 1, misses: 0 }) } });
  const pages = await Promise.all([1, 2, 3].map(() => hanging.send('GET', '/metrics')));
  const later = seriesOf((await hanging.send('GET', '/metrics')).text);
  for (const series of [...pages.map(({ text }) => seriesOf(text)), later]) {
    expect(series.has('ltmc_active_agents')).toBe(false);
    expect(series.has('ltmc_pending_embeddings')).toBe(false);
    expect(series.get('ltmc_cache_hits_total')).toBe(1);
    expect(series.get('ltmc_tier_up{tier="database"}')).toBe(1);
    expect(series.get('ltmc_scrape_complete')).toBe(0);
  }
  expect(asked).toBe(1);
});

import { Counter, Gauge, type Registry } from 'prom-client';
import type { HealthReport } from '../options.js';
import type { GaugeValues } from './gauges.js';
import type { Found } from './look.js';

/** Counted from memory: to count what the record holds takes some 26 ms for 100,000 chunks, and over a second while its file is not in memory. */
const INDEX_SIZE_HELP =
  'Vectors in the indexes that this process has open, not in the record: the index of a namespace and kind opens with the first search by meaning after the start.';

/** The state of the server as metrics; `show` puts in what was found and takes out what is not known any more. */
export function createState(register: Registry): { show(found: Found): void } {
  const registers = [register];
  const agents = new Gauge({ name: 'ltmc_active_agents', help: 'Agents that gave a sign of life within the last minute.', registers });
  const indexSize = new Gauge({ name: 'ltmc_vector_index_size', help: INDEX_SIZE_HELP, registers });
  const pending = new Gauge({ name: 'ltmc_pending_embeddings', help: 'Chunks that wait for their embedding.', registers });
  const up = new Gauge({ name: 'ltmc_tier_up', help: '1 while the tier serves, 0 while it does not. A tier that is not configured has none.', labelNames: ['tier'], registers });
  const degraded = new Gauge({ name: 'ltmc_tier_degraded', help: '1 while the tier serves less well than it should; /health says why.', labelNames: ['tier'], registers });
  const latency = new Gauge({ name: 'ltmc_tier_latency_seconds', help: 'Round trip of a probe of the tier.', labelNames: ['tier'], registers });
  const lagChanges = new Gauge({ name: 'ltmc_projection_lag_changes', help: 'How far a projection is behind the record, in changes.', labelNames: ['tier'], registers });
  const lagSeconds = new Gauge({ name: 'ltmc_projection_lag_seconds', help: 'How old the oldest change is that a projection does not have.', labelNames: ['tier'], registers });
  const hits = new Counter({ name: 'ltmc_cache_hits_total', help: 'Answers given again from the cache.', registers });
  const misses = new Counter({ name: 'ltmc_cache_misses_total', help: 'Answers that had to be made.', registers });
  const evictions = new Counter({ name: 'ltmc_cache_evictions_total', help: 'Entries removed to make room; on Redis by the whole server since its start.', labelNames: ['cache'], registers });
  const cacheBytes = new Gauge({ name: 'ltmc_cache_bytes', help: 'Memory that entries take; on Redis that of the whole server.', labelNames: ['cache'], registers });
  const complete = new Gauge({ name: 'ltmc_scrape_complete', help: '1 where every part answered in time; 0: the metrics of those that did not are missing.', registers });

  const showHealth = ({ components }: HealthReport): void => {
    for (const [tier, component] of Object.entries(components)) {
      const { state, latencyMs, lagChanges: changes, lagSeconds: seconds } = component;
      if (state === 'disabled') continue;
      up.set({ tier }, state === 'unavailable' ? 0 : 1);
      degraded.set({ tier }, state === 'degraded' ? 1 : 0);
      if (typeof latencyMs === 'number') latency.set({ tier }, latencyMs / 1000);
      if (typeof changes === 'number') lagChanges.set({ tier }, changes);
      if (typeof seconds === 'number') lagSeconds.set({ tier }, seconds);
    }
    const size = components.vector_store['size'];
    if (typeof size === 'number') indexSize.set(size);
  };
  const showGauges = ({ activeAgents, pendingEmbeddings, answers, caches = [] }: GaugeValues): void => {
    if (activeAgents !== undefined) agents.set(activeAgents);
    if (pendingEmbeddings !== undefined) pending.set(pendingEmbeddings);
    if (answers) {
      hits.inc(answers.hits);
      misses.inc(answers.misses);
    }
    for (const { driver: cache, evictions: evicted, bytes } of caches) {
      if (evicted !== undefined) evictions.inc({ cache }, evicted);
      if (bytes !== undefined) cacheBytes.set({ cache }, bytes);
    }
  };
  return {
    show: (found) => {
      // What is counted elsewhere is put in as a whole each time. remove() takes out what reset() would leave as a zero.
      for (const metric of [up, degraded, latency, lagChanges, lagSeconds, evictions, cacheBytes]) metric.reset();
      for (const metric of [agents, indexSize, pending, hits, misses]) metric.remove();
      if (found.health) showHealth(found.health);
      showGauges(found);
      complete.set(found.complete ? 1 : 0);
    },
  };
}

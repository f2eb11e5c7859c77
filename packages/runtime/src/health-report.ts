import type { Config } from '@ltmc/config';
import { LtmcError, type Clock } from '@ltmc/contracts';
import type { OpenedServices } from './open-services.js';
import type { HealthComponent, HealthReport } from './runtime.js';

const NO_REDIS: HealthComponent = { state: 'disabled', why: 'REDIS_HOST is not set; each process keeps answers in its own memory' };
const NO_CACHE: HealthComponent = { state: 'disabled', why: 'neither REDIS_HOST nor CACHE_ENABLED asks for a cache' };
const NO_NEO4J: HealthComponent = { state: 'disabled', why: 'NEO4J_URI is not set; relations are answered from the record' };
const WAITS: HealthComponent = { state: 'idle', why: 'waits for the database' };

/** Never rejects. Takes no longer than the deadlines of the servers that are asked. */
export async function healthReport(config: Config, services: () => Promise<OpenedServices>, clock: Clock): Promise<HealthReport> {
  const components = await componentsOf(config, services);
  const { database, vector_store, redis, neo4j } = components;
  // Without its server the cache is the process's own and the graph is answered from the record: slower, and nothing fails.
  const states = new Set([database.state, vector_store.state, ...[redis.state, neo4j.state].map((state) => (state === 'unavailable' ? 'degraded' : state))]);
  const status = states.has('unavailable') ? 'unavailable' : states.has('degraded') ? 'degraded' : 'ok';
  return { status, timestamp: new Date(clock.nowMs()).toISOString(), components };
}

async function componentsOf(config: Config, services: () => Promise<OpenedServices>): Promise<HealthReport['components']> {
  const none = { redis: config.cacheEnabled ? NO_REDIS : NO_CACHE, neo4j: NO_NEO4J };
  try {
    const { memory, redis } = await services();
    const [{ database, vector_store, graph }, cache] = await Promise.all([memory.health(), redis?.health()]);
    return { database, vector_store, redis: cache ? { driver: 'redis', ...cache } : none.redis, neo4j: graph ?? none.neo4j };
  } catch (error) {
    const why = LtmcError.is(error) ? error.message : 'could not be opened; the log tells why';
    return { database: { state: 'unavailable', why }, vector_store: WAITS, redis: config.redis ? WAITS : none.redis, neo4j: config.neo4j ? WAITS : none.neo4j };
  }
}

import type { Config } from '@ltmc/config';
import type { CacheStore, RecordStore } from '@ltmc/contracts';
import type { AnswerCache } from '@ltmc/tools';
import type { Orchestration } from './open-orchestration.js';
import type { Gauges } from './runtime.js';

export interface GaugeParts {
  readonly config: Pick<Config, 'namespace'>;
  readonly record: Pick<RecordStore, 'namespaces' | 'countPending'>;
  readonly orchestration: Pick<Orchestration, 'countAgents'>;
  readonly answers: AnswerCache | undefined;
  readonly caches: readonly CacheStore[];
}

/** All of them only read. */
export function createGauges({ config, record, orchestration, answers, caches }: GaugeParts): Gauges {
  return {
    // Agents may live where nothing is stored yet.
    activeAgents: async (namespaces = []) => orchestration.countAgents([...new Set([config.namespace, ...namespaces, ...(await record.namespaces())])]),
    pendingEmbeddings: async () => sum(await Promise.all((await record.namespaces()).map((namespace) => record.countPending(namespace)))),
    answers: async () => {
      const tallies = [...(answers?.tallies().values() ?? [])];
      return { hits: sum(tallies.map(({ hits }) => hits)), misses: sum(tallies.map(({ misses }) => misses)) };
    },
    caches: () => Promise.all(caches.map(async (cache) => {
      const { evictions, bytes } = await cache.statistics();
      return { driver: cache.capabilities.driver, ...(evictions === undefined ? {} : { evictions }), ...(bytes === undefined ? {} : { bytes }) };
    })),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

import { describeCoordinationStore, describeLeaseStore, describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, beforeAll } from 'vitest';
import { openRedisCoordination } from '../src/redis/open-redis-coordination.js';
import type { CoordinationStore, LeaseStore } from '@ltmc/contracts';
import { PATIENT } from './patience.js';

describeWithServer('coordination on Redis', await needRedis(), () => {
  let server: RedisServer;
  let places = 0;
  beforeAll(async () => { server = await startRedisServer(); });
  afterAll(() => server.stop());

  const open = async (): Promise<readonly [CoordinationStore, CoordinationStore]> => {
    const options = { ...PATIENT, url: server.url, prefix: `run${(places += 1)}:`, required: true };
    return [await openRedisCoordination(options), await openRedisCoordination(options)];
  };
  /** The leases of a store, which end with it. */
  const leasesOf = (store: CoordinationStore): LeaseStore => ({ ...store.leases, close: store.close, [Symbol.asyncDispose]: store.close });

  describeCoordinationStore('redis', open);
  describeLeaseStore('redis', async () => {
    const [first, second] = await open();
    return [leasesOf(first), leasesOf(second)];
  });
});

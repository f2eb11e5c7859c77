import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext, CoordinationStore, Fence, FenceRecord } from '@ltmc/contracts';
import { openRedisCoordination, openSqliteCoordination } from '@ltmc/coordination';
import { describeWithServer } from '@ltmc/testing';
import { needRedis, startRedisServer, type RedisServer } from '@ltmc/testing/servers';
import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { createOrchestration } from '../src/create-orchestration.js';
import type { OrchestrationOptions, OrchestrationService } from '../src/types.js';

/** Opens another connection to the place of the running test; closed after it. */
export type OpenStore = () => Promise<CoordinationStore>;

const opened: AsyncDisposable[] = [];
let places = 0;

/** The same tests on SQLite and, where there is one, on a real Redis; each test has an empty place of its own. */
export function describeOnDrivers(name: string, tests: (open: OpenStore) => void): void {
  describe(`${name}, on sqlite`, () => {
    let folder: string | undefined;
    closeAfterEach(async () => {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      folder = undefined;
    });
    tests(async () => {
      folder ??= await mkdtemp(join(tmpdir(), 'ltmc-orchestration-'));
      return keep(await openSqliteCoordination({ path: join(folder, 'coordination.db') }));
    });
  });
  describeRedis(name, tests);
}

const redis = await needRedis();

function describeRedis(name: string, tests: (open: OpenStore) => void): void {
  describeWithServer(`${name}, on redis`, redis, () => {
    let server: RedisServer;
    let prefix = '';
    beforeAll(async () => { server = await startRedisServer(); });
    afterAll(() => server.stop());
    closeAfterEach(async () => { prefix = ''; });
    tests(async () => {
      prefix ||= `test${(places += 1)}:`;
      // A busy machine is no frozen server.
      return keep(await openRedisCoordination({ url: server.url, prefix, required: true, commandTimeoutMs: 20_000, lockTimeoutMs: 20_000 }));
    });
  });
}

function closeAfterEach(then: () => Promise<void>): void {
  afterEach(async () => {
    for (const resource of opened.splice(0).toReversed()) await resource[Symbol.asyncDispose]();
    await then();
  });
}

function keep<Resource extends AsyncDisposable>(resource: Resource): Resource {
  opened.push(resource);
  return resource;
}

/** The services on a store; closed after the test. */
export function orchestrate(store: CoordinationStore, options: Partial<OrchestrationOptions> = {}): OrchestrationService {
  return keep(createOrchestration({ store, fences: createFenceMap(), ...options }));
}

/** A record's fences, as the contract has them. */
export function createFenceMap(): FenceRecord & { readonly seen: ReadonlyMap<string, number> } {
  const seen = new Map<string, number>();
  const highest = async (namespace: string, name: string): Promise<number> => seen.get(`${namespace} ${name}`) ?? 0;
  return {
    seen,
    highest,
    raise: async (namespace, { name, token }: Fence) => {
      const before = seen.get(`${namespace} ${name}`) ?? 0;
      seen.set(`${namespace} ${name}`, Math.max(token, before));
      return before;
    },
  };
}

/** Who calls: an agent of the credential `alice`, unless said otherwise. */
export function caller(agentId?: string, changes: Partial<CallContext> = {}): CallContext {
  return { namespace: 'team', principal: 'alice', ...(agentId === undefined ? {} : { agentId }), ...changes };
}

/** What a call that is refused is refused with. */
export function refused(code: string): { readonly code: string } {
  return { code };
}

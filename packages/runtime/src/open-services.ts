import { dirname, join } from 'node:path';
import { approximateTokenMap } from '@ltmc/chunking';
import type { Config } from '@ltmc/config';
import { LtmcError, type CacheStore, type Clock, type Embedder, type JsonObject, type Logger, type TokenMap } from '@ltmc/contracts';
import type { MemoryService, SignatureInTurn } from '@ltmc/memory';
import { createAnswerCache, type ToolServices } from '@ltmc/tools';
import { createGauges } from './gauges.js';
import { createGraphTurn } from './graph-turn.js';
import { openCache } from './open-cache.js';
import { openGraph, openGraphServer } from './open-graph.js';
import { openLearning } from './learning/open-learning.js';
import { createLazyOrchestration, noteUse, type Orchestration } from './open-orchestration.js';
import { openSignatures } from './open-signatures.js';
import type { Gauges } from './runtime.js';
import { createSnapshotTurn } from './snapshot-turn.js';
import { takeTurn } from './take-turn.js';

export interface OpenedServices extends AsyncDisposable {
  readonly memory: MemoryService;
  readonly tools: ToolServices;
  readonly orchestration: Pick<Orchestration, 'health' | 'endWaits'>;
  readonly gauges: Gauges;
  /** Where one is configured. */
  readonly redis?: CacheStore;
}

export interface OpenOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Of the program. */
  readonly version: string;
}

/**
 * No container, no decorators: the order of the lines is the order of start, and closing goes in reverse.
 * Everything heavy is imported here, so that listing tools costs none of it.
 */
export async function openServices(config: Config, { logger, clock, version }: OpenOptions): Promise<OpenedServices> {
  const opened: AsyncDisposable[] = []; // Node 20 has Symbol.asyncDispose, but no AsyncDisposableStack
  const own = <T extends AsyncDisposable>(resource: T): T => {
    opened.push(resource);
    return resource;
  };
  // While the rest opens: where a server is away, it takes a second to know.
  const graphServer = openGraphServer(config, logger);
  const cacheServer = openCache(config, logger);
  for (const server of [graphServer, cacheServer]) server.catch(() => undefined); // told below
  try {
    const [{ openSqliteRecord }, { openHnswVectorStore }, { createEmbedder }, { createMemory }] = await Promise.all([
      import('@ltmc/tier-temporal'),
      import('@ltmc/tier-vector'),
      import('@ltmc/embedding'),
      import('@ltmc/memory'),
    ]);
    const coordinationPath = join(dirname(config.dbPath), 'coordination.db');
    const turn = createSnapshotTurn(coordinationPath, logger);
    const record = own(await openSqliteRecord({ path: config.dbPath, durability: config.durability, logger }));
    const vectors = own(await openHnswVectorStore({ folder: config.indexFolder, recordId: record.recordId, mayPublish: turn.mayPublish, logger }));
    const { degradedReason } = vectors.capabilities;
    if (degradedReason !== undefined) logger.warn('vectors are searched without hnswlib-node, slowly where there are many', { why: degradedReason });
    const cache = own(await cacheServer);
    const embedder = own(createEmbedder({ logger, ...(cache.vectors && { shared: cache.vectors }), ...(config.embedWorkers === undefined ? {} : { workers: config.embedWorkers }) }));
    const signatures = await openSignatures(config, { record, embedder, logger });
    if (signatures) own(signatures);
    const store = await graphServer;
    if (store) own(store);
    const graph = await openGraph({ record, store, inTurn: createGraphTurn(coordinationPath, logger), clock });
    const signInTurn: SignatureInTurn = (work) => takeTurn({ path: coordinationPath, name: 'signature-writer', logger }, ({ signal }) => work(signal));
    const memory = own(createMemory({ record, vectors, embedder, logger, clock, maxContentBytes: config.maxContentBytes, saveInTurn: turn.saveInTurn, graph, ...(signatures && { signatures: { store: signatures, inTurn: signInTurn } }) }));
    // While the graph's server is not level the record answers in its place, and says so.
    const isFinal = ({ source }: JsonObject): boolean => !store || source !== 'edges';
    const generation: Orchestration['generation'] = (...tool) => orchestration.generation(...tool);
    const answers = cache.answers.length === 0 ? undefined : createAnswerCache({ record, stores: cache.answers, clock, fingerprint: embedder.fingerprint.id, version, isFinal, generation, logger });
    const orchestration = own(createLazyOrchestration({ config, path: coordinationPath, record, answers, clock, logger }));
    const learning = openLearning({ config, record, memory, vectors, embedder, workersAreSet: config.embedWorkers !== undefined, kept: cache.kept, answers, clock, logger });
    if (learning) own(learning);
    return {
      memory,
      orchestration,
      gauges: createGauges({ config, record, orchestration, answers, caches: cache.answers }),
      tools: { memory, countTokens: (text) => countTokens(embedder, text), orchestration: orchestration.open, writeGuard: orchestration.guard, noteUse: noteUse(orchestration), ...(answers && { answers }), ...(learning && { learning }) },
      ...(cache.redis && { redis: cache.redis }),
      [Symbol.asyncDispose]: () => closeAll(opened, logger),
    };
  } catch (error) {
    await closeAll(opened, logger);
    await Promise.all([graphServer, cacheServer].map((server) => server.then((late) => late?.[Symbol.asyncDispose](), () => undefined))); // they may have come later
    throw error;
  }
}

/** Where the model is away the count is an upper estimate, so that a bound still holds. */
async function countTokens(embedder: Embedder, text: string): Promise<number> {
  const map = await embedder.tokenMap(text, { priority: 'query' }).catch((error: unknown): TokenMap => {
    if (LtmcError.is(error) && error.code !== 'LTMC_CANCELLED') return approximateTokenMap(text);
    throw error;
  });
  return map.counts.reduce((sum, count) => sum + count, 0);
}

/** Last opened, first closed; one failure does not keep the others open. */
async function closeAll(opened: AsyncDisposable[], logger: Logger): Promise<void> {
  for (const resource of opened.splice(0).toReversed()) {
    try {
      await resource[Symbol.asyncDispose]();
    } catch (cause) {
      logger.error('close failed', { cause });
    }
  }
}

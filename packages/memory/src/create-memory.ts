import type { Clock, Embedder, Logger, RecordStore, VectorStore } from '@ltmc/contracts';
import { createCode } from './code/code.js';
import { createChats } from './chats/create-chats.js';
import { createEngine } from './engine/engine.js';
import { createFirstAnswers } from './first-answers.js';
import { createGraphTier, type GraphOptions } from './graph-tier.js';
import { forgetMemory, normalisedRef, unknownMemory } from './forget-flow.js';
import { listMemories } from './list-flow.js';
import type { SaveInTurn } from './maintenance.js';
import { memoryHealth } from './memory-health.js';
import { createOverview } from './overview/create-overview.js';
import { createRecall } from './recall/create-recall.js';
import { createRelations } from './relations/create-relations.js';
import type { WatchedRanking } from './search/rank-pool.js';
import type { SignatureOptions } from './signatures.js';
import { storeMemory } from './store-flow.js';
import { createTodos } from './todos/todos.js';
import type { MemoryService } from './types.js';

/** What {@link createMemory} works on. It closes none of the tiers. */
export interface MemoryOptions {
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly logger: Logger;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Longest content of one memory, UTF-8 bytes. Default 1,048,576. */
  readonly maxContentBytes?: number;
  /** Runs the function when it is this process's turn to write index snapshots, and not at all otherwise. Default: it always is. */
  readonly saveInTurn?: SaveInTurn;
  /** Where token signatures are kept. Default: searches go without late interaction. */
  readonly signatures?: SignatureOptions;
  /** Told what each search of memories and messages knew of its candidates: for measuring, and for fitting the weights. Default: nobody is. */
  readonly watchRanking?: (ranking: WatchedRanking) => void;
  /** Answers questions about relations. Default: relations are kept and counted, and questions refused. */
  readonly graph?: GraphOptions;
}

/** The storage flow and the search flow over a record, its vector indexes and an embedder. */
export function createMemory({ record, vectors, embedder, logger, clock = { nowMs: () => Date.now() }, maxContentBytes = 1_048_576, saveInTurn = (save) => save(), signatures, graph, watchRanking }: MemoryOptions): MemoryService {
  const engine = createEngine({ record, vectors, embedder, logger, clock, limits: { maxContentBytes }, saveInTurn, signatures, watchRanking });
  const { requireOpen } = engine;
  const graphTier = createGraphTier({ record, clock, logger }, graph);
  const close = async (): Promise<void> => {
    await Promise.all([engine.close(), graphTier.close()]);
  };

  return {
    chats: createChats(engine),
    recall: createRecall(engine),
    overview: createOverview(engine),
    firstAnswers: createFirstAnswers(engine),
    store: async (context, input, format) => {
      requireOpen();
      return storeMemory(engine, context, input, format);
    },
    search: async (context, input) => {
      requireOpen();
      return engine.search(context, input);
    },
    get: async ({ namespace }, ref, which) => {
      requireOpen();
      const version = await record.getVersion(namespace, normalisedRef(ref), which);
      if (!version) throw unknownMemory(ref);
      return { ...version, versions: await record.listVersions(namespace, version.resourceId) };
    },
    fileNameOf: async (context, ref) => {
      requireOpen();
      const named = normalisedRef(ref);
      return 'fileName' in named ? named.fileName : record.fileName(context.namespace, named.resourceId);
    },
    list: async (context, input) => {
      requireOpen();
      return listMemories({ record, clock }, context, input);
    },
    forget: async (context, input, format) => {
      requireOpen();
      const result = await forgetMemory(engine, context, input, format);
      if (input.purge === true && input.dryRun !== true) await engine.scrubIndex({ namespace: context.namespace, kind: 'memory' });
      return result;
    },
    reconcile: async ({ namespace }) => {
      requireOpen();
      const total = { compared: 0, repaired: 0 };
      for (const of of await engine.kindsIn(namespace)) {
        const { compared, repaired } = await (await engine.projection(of)).reconcile();
        total.compared += compared;
        total.repaired += repaired;
      }
      return total;
    },
    todos: createTodos(engine),
    code: createCode(engine),
    relations: createRelations(engine, graph, graphTier),
    health: async () => {
      const [health, graphState] = await Promise.all([memoryHealth(engine), graphTier.health()]);
      return { ...health, ...(graphState && { graph: graphState }) };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

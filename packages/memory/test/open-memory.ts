import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext, Clock, Embedder, Logger, VectorStore } from '@ltmc/contracts';
import { createEmbedder } from '@ltmc/embedding';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { createMemory } from '../src/create-memory.js';
import type { MemoryHit, MemoryService, SearchInput, StoreInput, StoreResult } from '../src/types.js';

export const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
export const context: CallContext = { namespace: 'test', principal: 'tester' };

/** A clock that stands still until it is moved. */
export function movableClock(startMs = Date.UTC(2026, 0, 15)): Clock & { advance(ms: number): void } {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}

export interface TestMemory extends AsyncDisposable {
  readonly memory: MemoryService;
  readonly vectors: VectorStore;
  readonly folder: string;
  store(fileName: string, content: string, input?: Partial<StoreInput>): Promise<StoreResult>;
  search(query: string, input?: Partial<SearchInput>): Promise<readonly MemoryHit[]>;
}

export interface TestMemoryOptions {
  readonly folder?: string;
  readonly clock?: Clock;
  /** Default: the real one. */
  readonly embedder?: Embedder;
  /** Vectors up to which there is no graph and no snapshot; default that of the driver. */
  readonly exactUpTo?: number;
}

/** The real parts on a folder of their own (or on `folder`, which then is not removed). */
export async function openTestMemory({ folder, clock, embedder, exactUpTo }: TestMemoryOptions = {}): Promise<TestMemory> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'ltmc-memory-')));
  const record = await openSqliteRecord({ path: join(home, 'ltmc.db'), logger: silent });
  const vectors = await openHnswVectorStore({ folder: join(home, 'index'), recordId: record.recordId, logger: silent, ...(exactUpTo === undefined ? {} : { exactUpTo }) });
  const embedding = embedder ?? createEmbedder({ logger: silent });
  const memory = createMemory({ record, vectors, embedder: embedding, logger: silent, ...(clock ? { clock } : {}) });
  return {
    memory,
    vectors,
    folder: home,
    store: async (fileName, content, input = {}) => {
      const stored = await memory.store(context, { fileName, content, wait: 'searchable', ...input });
      if ('replayed' in stored) throw new Error('no idempotency key was given');
      return stored;
    },
    search: async (query, input = {}) => (await memory.search(context, { query, ...input })).hits,
    [Symbol.asyncDispose]: async () => {
      await memory.close();
      await vectors.close();
      await record.close();
      await embedding.close();
      if (folder === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

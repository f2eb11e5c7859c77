import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Embedder, SignatureStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createSqliteSignatures, openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { createMemory } from '../src/create-memory.js';
import type { MemoryHit, MemoryService, SearchInput, SearchMode } from '../src/types.js';
import { context, movableClock, silent } from './open-memory.js';
import { lateOf, QUICK } from './signature-world.js';

export const MODES: readonly SearchMode[] = ['keyword', 'semantic', 'hybrid'];

/** The real tiers with token signatures, on real files. */
export interface SearchWorld extends AsyncDisposable {
  readonly folder: string;
  readonly memory: MemoryService;
  readonly signatures: SignatureStore;
  /** Stores memories, one after the other, and waits until they can be found by meaning. */
  remember(texts: Readonly<Record<string, string>>): Promise<void>;
  /** Logs turns, so many at once, the earliest first, and waits until they can be found by meaning. */
  say(conversationId: string, turns: readonly string[]): Promise<void>;
  /** The hits of a search that lacked nothing. */
  ask(query: string, input?: Partial<SearchInput>): Promise<readonly MemoryHit[]>;
}

export interface SearchWorldOptions {
  /** Default: one of its own, removed at the end. */
  readonly folder?: string;
  /** Default: one that hashes words, with which thousands of texts are embedded in seconds. */
  readonly embedder?: Embedder;
  /** Vectors up to which there is no graph. Default that of the driver. */
  readonly exactUpTo?: number;
  readonly maxContentBytes?: number;
  /** Default: the signatures of the folder as they are. */
  readonly wrap?: (store: SignatureStore) => SignatureStore;
}

const CALLS_AT_ONCE = 64;
const SAID_FROM_MS = Date.UTC(2026, 0, 1);

/** An embedder that is handed in is left open. */
export async function openSearchWorld({ folder, embedder = createTestEmbedder(), exactUpTo, maxContentBytes, wrap = (store) => store }: SearchWorldOptions = {}): Promise<SearchWorld> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'ltmc-search-')));
  const record = await openSqliteRecord({ path: join(home, 'ltmc.db'), durability: 'normal', logger: silent });
  const vectors = await openHnswVectorStore({ folder: join(home, 'index'), recordId: record.recordId, logger: silent, ...(exactUpTo === undefined ? {} : { exactUpTo }) });
  const { id, bytesPerToken } = lateOf(embedder);
  const signatures = wrap(createSqliteSignatures({ folder: join(home, 'index'), recordId: record.recordId, space: { id, bytesPerToken } }));
  const memory = createMemory({
    record, vectors, embedder, logger: silent, clock: movableClock(), signatures: { ...QUICK, store: signatures }, ...(maxContentBytes === undefined ? {} : { maxContentBytes }),
  });
  const embedded = async (): Promise<void> => {
    while ((await record.countPending(context.namespace)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return {
    folder: home,
    memory,
    signatures,
    remember: async (texts) => {
      for (const [fileName, content] of Object.entries(texts)) await memory.store(context, { fileName, content, wait: 'durable' });
      await embedded();
    },
    say: async (conversationId, turns) => {
      let next = 0;
      const sayOn = async (): Promise<void> => {
        for (let at = next++; at < turns.length; at = next++) {
          await memory.chats.log(context, { conversationId, content: turns[at] ?? '', timestampMs: SAID_FROM_MS + at * 1000, linkContext: false, wait: 'durable' });
        }
      };
      await Promise.all(Array.from({ length: CALLS_AT_ONCE }, sayOn));
      await embedded();
    },
    ask: async (query, input = {}) => {
      const { hits, degraded } = await memory.search(context, { query, ...input });
      expect(degraded).toBeUndefined();
      return hits;
    },
    [Symbol.asyncDispose]: async () => {
      await memory.close();
      await signatures.close();
      await vectors.close();
      await record.close();
      if (folder === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

/** What holds for every answer, whatever was asked. */
export function expectSound(hits: readonly MemoryHit[]): void {
  const scores = hits.map(({ score }) => score);
  expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(new Set(hits.map(({ chunkId }) => chunkId)).size).toBe(hits.length);
  for (const { score, why } of hits) expect(Object.values(why).reduce((sum, share) => sum + share, 0)).toBeCloseTo(score, 9);
}

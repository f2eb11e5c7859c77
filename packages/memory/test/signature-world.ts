import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Embedder, LateInteraction, Logger, RecordStore, SignatureSpace, SignatureStore, VectorStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { createSqliteSignatures, openSqliteRecord } from '@ltmc/tier-temporal';
import { createExactVectorStore } from '@ltmc/tier-vector';
import { createMemory } from '../src/create-memory.js';
import type { SignatureOptions } from '../src/signatures.js';
import type { MemoryService, StoreInput } from '../src/types.js';
import { context, silent } from './open-memory.js';

/** So quick that tests need not wait long. */
export const QUICK = { tickMs: 30, graceMs: 60 };

/** The real parts, with token signatures. */
export interface SignatureWorld extends AsyncDisposable {
  readonly folder: string;
  readonly record: RecordStore;
  readonly vectors: VectorStore;
  readonly embedder: Embedder;
  readonly late: LateInteraction;
  readonly signatures: SignatureStore;
  readonly memory: MemoryService;
  /** Stores, and resolves with the ids of its chunks. */
  store(fileName: string, content: string, input?: Partial<StoreInput>): Promise<readonly number[]>;
}

export interface WorldOptions extends Omit<SignatureOptions, 'store'> {
  /** Default: a fresh one, removed in the end. */
  readonly folder?: string;
  readonly embedder?: Embedder;
  readonly logger?: Logger;
  /** Default: what the folder keeps for the embedder's space. */
  readonly wrap?: (store: SignatureStore) => SignatureStore;
  /** False: nothing is signed. Default true. */
  readonly signed?: boolean;
}

export async function openWorld({ folder, embedder = createTestEmbedder(), logger = silent, wrap = (store) => store, signed = true, ...options }: WorldOptions = {}): Promise<SignatureWorld> {
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'ltmc-signatures-')));
  const record = await openSqliteRecord({ path: join(home, 'ltmc.db') });
  const vectors = createExactVectorStore();
  const late = lateOf(embedder);
  const signatures = wrap(keptIn(home, record, late));
  const memory = createMemory({ record, vectors, embedder, logger, ...(signed && { signatures: { ...QUICK, ...options, store: signatures } }) });
  return {
    folder: home, record, vectors, embedder, late, signatures, memory,
    store: async (fileName, content, input = {}) => {
      const stored = await memory.store(context, { fileName, content, wait: 'searchable', ...input });
      if ('replayed' in stored) throw new Error('no idempotency key was given');
      return stored.vectorIds;
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

export function lateOf({ lateInteraction }: Embedder): LateInteraction {
  if (!lateInteraction) throw new Error('the embedder makes no signatures');
  return lateInteraction;
}

export function keptIn(folder: string, { recordId }: RecordStore, { id, bytesPerToken }: SignatureSpace): SignatureStore {
  return createSqliteSignatures({ folder: join(folder, 'index'), recordId, space: { id, bytesPerToken } });
}

/** Which of the ids have a signature. */
export async function signed(store: SignatureStore, ids: readonly number[]): Promise<number[]> {
  const read = await store.read(ids);
  return ids.filter((_, index) => read[index] !== undefined);
}

/** How many files below the folder hold the bytes; another process looks, because closing a file here would drop SQLite's locks. */
export async function filesHolding(folder: string, bytes: Uint8Array): Promise<number> {
  const script = `
    import { readdirSync, readFileSync } from 'node:fs';
    const [folder, hex] = process.argv.slice(1);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    console.log(files.filter((entry) => readFileSync(entry.parentPath + '/' + entry.name).includes(Buffer.from(hex, 'hex'))).length);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, folder, Buffer.from(bytes).toString('hex')]);
  return Number(stdout);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { createSqliteSignatures, openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';

const silent = () => undefined;
const complain = (message, fields) => process.stderr.write(`${message} ${fields?.cause ?? ''}\n`);
const logger = { debug: silent, info: silent, warn: complain, error: complain };

/**
 * The real tiers, the real model and the real flows on an empty folder that is removed at the end; time is what the caller says it is.
 * @param {{ watchRanking?: import('@ltmc/memory').MemoryOptions['watchRanking'] }} options
 */
export async function openProduct({ watchRanking } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-eval-'));
  let nowMs = Date.now();
  const record = await openSqliteRecord({ path: join(folder, 'ltmc.db'), durability: 'normal', logger });
  const vectors = await openHnswVectorStore({ folder: join(folder, 'index'), logger });
  const embedder = createEmbedder({ logger });
  const { id, bytesPerToken } = embedder.lateInteraction;
  const signatures = createSqliteSignatures({ folder: join(folder, 'index'), recordId: record.recordId, space: { id, bytesPerToken }, logger });
  const memory = createMemory({ record, vectors, embedder, logger, clock: { nowMs: () => nowMs }, signatures: { store: signatures }, ...(watchRanking && { watchRanking }) });
  return {
    memory,
    record,
    signatures,
    /** Unit of a logged message. */
    unitOf: new Map(),
    setNow: (ms) => {
      nowMs = ms;
    },
    close: async () => {
      for (const part of [memory, signatures, embedder, vectors, record]) await part.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbedder } from '@ltmc/embedding';
import { createMemory } from '@ltmc/memory';
import { createSqliteSignatures, openSqliteRecord } from '@ltmc/tier-temporal';
import { openHnswVectorStore } from '@ltmc/tier-vector';
import { progressBar } from '../progress.mjs';

const WRITES_AT_ONCE = 32;
const POLL_MS = 200;
/** Signatures are written a moment after the embeddings. */
const SIGNED_MS = 2000;
export const CONTEXT = { namespace: 'default', principal: 'bench' };

const silent = () => undefined;
const complain = (message, fields) => process.stderr.write(`${message} ${fields?.cause ?? ''}\n`);
const logger = { debug: silent, info: silent, warn: complain, error: complain };

/**
 * The real tiers, the real model and the real flows, as the server opens them, over a record that holds the talk.
 * @param {{ folder?: string, turns: number, seed: number, talk: { turn(place: number): object }, watch?: (name: string, part: object) => object }} options
 * `folder`: the record is kept there and used again where it holds the same talk; default: a folder that is removed at the end. `watch`: put around each tier.
 */
export async function openTalk({ folder: kept, turns, seed, talk, watch = (_name, part) => part }) {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'ltmc-bench-')));
  await mkdir(folder, { recursive: true });
  const record = await openSqliteRecord({ path: join(folder, 'ltmc.db'), logger });
  const vectors = await openHnswVectorStore({ folder: join(folder, 'index'), recordId: record.recordId, logger });
  const embedder = createEmbedder({ logger });
  const { id, bytesPerToken } = embedder.lateInteraction;
  const store = createSqliteSignatures({ folder: join(folder, 'index'), recordId: record.recordId, space: { id, bytesPerToken }, logger });
  const memory = createMemory({ record: watch('record', record), vectors: watch('vectors', vectors), embedder: watch('embedder', embedder), signatures: { store: watch('signatures', store) }, logger });

  const marker = join(folder, 'talk.json');
  const content = JSON.stringify({ turns, seed });
  const holds = await readFile(marker, 'utf8').catch(() => '');
  if (holds !== '' && holds !== content) throw new Error(`${folder} holds other talk (${holds}); name another folder, or remove it`);
  const said = Array.from({ length: turns }, (_, place) => talk.turn(place)); // also where it is stored: the questions' draws come after
  if (holds === '') {
    await storeTalk({ memory, record, signatures: store }, said);
    await writeFile(marker, content);
  }
  return {
    memory,
    close: async () => {
      for (const part of [memory, store, embedder, vectors, record]) await part.close();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function storeTalk({ memory, record, signatures }, said) {
  const logged = progressBar('log messages', said.length);
  for (let at = 0; at < said.length; at += WRITES_AT_ONCE) {
    await Promise.all(said.slice(at, at + WRITES_AT_ONCE).map((turn) => memory.chats.log(CONTEXT, { ...turn, linkContext: false, wait: 'durable' }).then(logged.step)));
  }
  logged.end();
  let left = await record.countPending(CONTEXT.namespace);
  const embedded = progressBar('embed', left);
  while (left > 0) {
    await pause(POLL_MS);
    const now = await record.countPending(CONTEXT.namespace);
    for (; left > now; left -= 1) embedded.step();
  }
  embedded.end();
  for (let kept = -1; kept < (await signatures.count()); await pause(SIGNED_MS)) kept = await signatures.count();
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

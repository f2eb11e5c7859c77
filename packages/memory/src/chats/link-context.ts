import type { ContextLink, DueMessage, VectorHit } from '@ltmc/contracts';
import type { MemoryEngine } from '../engine/engine.js';
import type { PlacedLink } from './types.js';

/** Cosine from which on a chunk is what a message is about; see the README on how it was chosen. */
export const LINK_THRESHOLD = 0.45;
/** Links of one message at most. */
const MOST_LINKS = 5;
/** Nearest chunks that are looked at; some may be hidden by now. */
const CANDIDATES = 20;

type Linked = Pick<DueMessage, 'namespace' | 'messageId' | 'vectors'>;

/** Makes the automatic links of a message that is embedded, and takes it off the list of those due. */
export async function linkToContext(engine: MemoryEngine, { namespace, messageId, vectors }: Linked): Promise<PlacedLink[]> {
  const { record, clock } = engine;
  const nearest = await nearestChunks(engine, namespace, vectors);
  const nowMs = clock.nowMs();
  const views = nearest.size === 0 ? [] : await record.readChunks({ vectorIds: [...nearest.keys()] }, { namespace, validAtMs: nowMs });
  const links = views
    .map(({ chunkId, vectorId, resourceId }) => ({ chunkId, resourceId, strength: Math.min(1, nearest.get(vectorId) ?? 0) }))
    .toSorted((a, b) => b.strength - a.strength || a.chunkId - b.chunkId)
    .slice(0, MOST_LINKS);
  const resources = new Map(links.map(({ chunkId, resourceId }) => [chunkId, resourceId]));
  const made = await record.chats.linkDue(namespace, messageId, links.map(({ chunkId, strength }) => ({ chunkId, strength })), nowMs);
  return made.map((link: ContextLink) => ({ ...link, resourceId: resources.get(link.chunkId) ?? 0 }));
}

/** The cosine of the message's nearest part, by vector id of the chunk. */
async function nearestChunks({ record, embedder, projection }: MemoryEngine, namespace: string, vectors: DueMessage['vectors']): Promise<ReadonlyMap<number, number>> {
  const own = await record.currentVectors({ namespace, kind: 'message' }, embedder.fingerprint.id, [vectors]);
  const index = await projection({ namespace, kind: 'memory' });
  await index.catchUp();
  const best = new Map<number, number>();
  const take = ({ vectorId, similarity }: VectorHit): void => {
    if (similarity >= LINK_THRESHOLD && similarity > (best.get(vectorId) ?? 0)) best.set(vectorId, similarity);
  };
  for (const { vector } of own) (await index.search(vector, { limit: CANDIDATES })).forEach(take);
  return best;
}

/** Messages read at once. */
const ROUND = 32;
/** Whoever logs a message and waits for it makes its links at once; the others can wait a little. */
const PATIENCE_MS = 250;

/** Makes links that are due, whoever logged the messages; what fails stays due. */
export interface Linker {
  /** Work may be there. */
  nudge(): void;
  /** Idempotent; waits for the round at work. */
  close(): Promise<void>;
}

export function createLinker(engine: MemoryEngine): Linker {
  const { record, logger } = engine;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const round = async (): Promise<void> => {
    for (let due = await record.chats.linksDue(ROUND); due.length > 0; due = await record.chats.linksDue(ROUND)) {
      for (const message of due) {
        if (closed) return;
        await linkToContext(engine, message);
      }
    }
  };

  const run = (): void => {
    timer = undefined;
    if (running) return nudge();
    running = round()
      .catch((cause: unknown) => logger.warn('messages could not be linked to what they are about; it is tried again', { cause }))
      .finally(() => {
        running = undefined;
      });
  };

  const nudge = (): void => {
    if (closed) return;
    timer ??= setTimeout(run, PATIENCE_MS).unref();
  };

  nudge(); // what an earlier process left

  return {
    nudge,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

import type { CacheNamespace, CacheStore, JsonValue, Logger } from '@ltmc/contracts';
import { fromEntry, holdsAt, toEntry, type KeptAnswer } from './kept-answer.js';

/** Of the entries on Redis: `tool_cache:{hash}`. */
const NAMESPACE = 'tool_cache';
/** A longer answer is made anew each time: it would push out hundreds of others. */
const MAX_ANSWER_BYTES = 262_144;
const DELETED_AT_ONCE = 64;

/** Where answers are kept. Nothing here rejects: a cache that cannot be used is passed over. */
export interface AnswerStores {
  /** What holds at that moment. */
  find(key: string, nowMs: number): Promise<KeptAnswer | undefined>;
  /** In all of them, where it holds at that moment. */
  keep(key: string, answer: KeptAnswer, nowMs: number): Promise<void>;
  /** Removes the bytes of all answers. */
  clear(): Promise<void>;
  /** Of the nearest store: entries under the current version, and the bytes that all it holds takes. Zeros where it cannot be asked. */
  size(): Promise<{ readonly entries: number; readonly bytes: number }>;
}

/** @param stores - the nearest first; what is found in a farther one is copied into the nearer ones. */
export function createAnswerStores(stores: readonly CacheStore[], logger: Logger): AnswerStores {
  const places = stores.map((store) => store.json(NAMESPACE, { maxValueBytes: Math.min(MAX_ANSWER_BYTES, store.capabilities.maxValueBytes) }));
  const passedOver = (cause: unknown): undefined => {
    logger.debug('a cache was passed over', { cause });
  };
  const keepIn = async (some: readonly CacheNamespace<JsonValue>[], key: string, answer: KeptAnswer, nowMs: number): Promise<void> => {
    if (!holdsAt(answer, nowMs)) return;
    await Promise.all(some.map((place) => place.set(key, toEntry(answer), { ttlMs: Math.ceil(answer.untilMs - nowMs) }).catch(passedOver)));
  };
  return {
    find: async (key, nowMs) => {
      for (const [index, place] of places.entries()) {
        const answer = fromEntry(await place.get(key).catch(passedOver));
        if (!answer || !holdsAt(answer, nowMs)) continue;
        await keepIn(places.slice(0, index), key, answer, nowMs);
        return answer;
      }
      return undefined;
    },
    keep: (key, answer, nowMs) => keepIn(places, key, answer, nowMs),
    clear: async () => {
      const ends = (cause: unknown): void => logger.warn('kept answers could not be removed; they end by themselves within five minutes', { cause });
      await Promise.all(places.map((place) => removeAll(place).catch(ends)));
    },
    size: () => sizeOf(stores[0], places[0]).catch(() => ({ entries: 0, bytes: 0 })),
  };
}

async function sizeOf(store: CacheStore | undefined, place: CacheNamespace<JsonValue> | undefined): Promise<{ readonly entries: number; readonly bytes: number }> {
  let entries = 0;
  if (place) for await (const _key of place.keys()) entries += 1;
  return { entries, bytes: (await store?.statistics())?.bytes ?? 0 };
}

async function removeAll(place: CacheNamespace<JsonValue>): Promise<void> {
  let keys: string[] = [];
  const remove = async (): Promise<void> => {
    await Promise.all(keys.map((key) => place.delete(key)));
    keys = [];
  };
  for await (const key of place.keys()) {
    keys.push(key);
    if (keys.length === DELETED_AT_ONCE) await remove();
  }
  await remove();
}

import type { CacheNamespace, CacheStore, JsonValue, Logger } from '@ltmc/contracts';
import { fromEntry, toEntry, type KeptAnswer } from './kept-answer.js';

/** Of the entries on Redis: `tool_cache:{hash}`. */
const NAMESPACE = 'tool_cache';
/** A longer answer is made anew each time: it would push out hundreds of others. */
const MAX_ANSWER_BYTES = 262_144;
const DELETED_AT_ONCE = 64;

/** Where answers are kept. Nothing here fails a call: a cache that cannot be used is passed over. */
export interface AnswerStores {
  find(key: string): Promise<KeptAnswer | undefined>;
  keep(key: string, answer: KeptAnswer, ttlMs: number): Promise<void>;
  /** Removes the bytes of all answers. */
  clear(): Promise<void>;
}

/** @param stores - in their order: where one cannot be used now, the next one is. */
export function createAnswerStores(stores: readonly CacheStore[], logger: Logger): AnswerStores {
  const places = stores.map((store) => store.json(NAMESPACE, { maxValueBytes: Math.min(MAX_ANSWER_BYTES, store.capabilities.maxValueBytes) }));
  const first = async <Result>(use: (place: CacheNamespace<JsonValue>) => Promise<Result>): Promise<Result | undefined> => {
    for (const place of places) {
      try {
        return await use(place);
      } catch (cause) {
        logger.debug('a cache was passed over', { cause });
      }
    }
    return undefined;
  };
  return {
    find: async (key) => fromEntry(await first((place) => place.get(key))),
    keep: (key, answer, ttlMs) => first((place) => place.set(key, toEntry(answer), { ttlMs })),
    clear: async () => {
      for (const place of places) {
        await removeAll(place).catch((cause: unknown) => logger.warn('kept answers could not be removed; they end by themselves within five minutes', { cause }));
      }
    },
  };
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

import type { CallContext, Logger } from '@ltmc/contracts';
import type { PopularItem, PopularityWindow } from './types.js';

/** For how long an answer is given again. */
const FRESH_MS = 30_000;
/** Namespaces and windows whose answers are kept. */
const MAX_KEPT = 200;

interface Kept {
  readonly untilMs: number;
  readonly chunks: Promise<readonly number[]>;
}

/** The chunks used most, asked of the store once in a while and not for every search. Never rejects. */
export function createPopularChunks(
  popular: (context: CallContext, options: { readonly window: PopularityWindow; readonly limit: number }) => Promise<readonly PopularItem[]>,
  logger: Logger,
): (context: CallContext, options: { readonly window: PopularityWindow; readonly limit: number }) => Promise<readonly number[]> {
  const kept = new Map<string, Kept>();
  return (context, options) => {
    const key = JSON.stringify([context.namespace, options.window, options.limit]);
    const known = kept.get(key);
    if (known && known.untilMs > performance.now()) return known.chunks;
    const chunks = popular(context, options)
      .then((items) => items.flatMap(({ chunkId }) => chunkId ?? []))
      .catch((cause: unknown) => {
        logger.debug('popular chunks could not be asked for', { cause: String(cause) });
        return [];
      });
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, { untilMs: performance.now() + FRESH_MS, chunks });
    return chunks;
  };
}

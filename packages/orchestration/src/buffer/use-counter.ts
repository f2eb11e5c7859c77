import type { CallContext, CoordinationStore, Logger } from '@ltmc/contracts';
import { ownerText } from '../caller.js';

/** Uses are written together after this time. */
const GATHER_MS = 1000;
/** What one call of the store takes. */
const BATCH = 1000;
/** Above so many waiting uses further ones are dropped: counting is no reason to run out of memory. */
const MAX_WAITING = 20_000;

/** Counts uses in the background. */
export interface UseCounter {
  /** Never throws. */
  note(context: CallContext, items: readonly string[]): void;
  /** Writes what was noted. Never rejects. */
  flush(): Promise<void>;
}

interface Waiting {
  readonly namespace: string;
  readonly owner: string;
  readonly items: Set<string>;
}

export function createUseCounter(store: CoordinationStore, logger: Logger): UseCounter {
  let waiting = new Map<string, Waiting>();
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (all: readonly Waiting[]): Promise<void> => {
    for (const { namespace, owner, items } of all) {
      const list = [...items];
      for (let start = 0; start < list.length; start += BATCH) {
        await store.space(namespace).popularity('chunk').use(list.slice(start, start + BATCH), { owner });
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const all = [...waiting.values()];
    waiting = new Map();
    count = 0;
    // One after the other: a slow store gets no more than one writer.
    writing = writing.then(() => write(all)).catch((cause: unknown) => logger.debug('uses of chunks were not counted', { cause: String(cause) }));
    return writing;
  };
  return {
    note: (context, items) => {
      const owner = context.agentId ? ownerText(context, context.agentId) : ownerText(context, '');
      const key = JSON.stringify([context.namespace, owner]);
      const noted = waiting.get(key) ?? { namespace: context.namespace, owner, items: new Set<string>() };
      waiting.set(key, noted);
      for (const item of items) {
        if (count >= MAX_WAITING) return;
        if (noted.items.has(item)) continue;
        noted.items.add(item);
        count += 1;
      }
      timer ??= setTimeout(() => void flush(), GATHER_MS).unref();
    },
    flush,
  };
}

import { join } from 'node:path';
import type { Embedder, MemoryFilter, RecordStore } from '@ltmc/contracts';
import { createTestEmbedder } from '@ltmc/embedding';
import { openSqliteRecord } from '@ltmc/tier-temporal';
import { silent } from './open-memory.js';

export const EVERYTHING: MemoryFilter = { namespace: 'test', validAtMs: 4_000_000_000_000 };

/** The record of a folder, opened once more, as another process has it. */
export function openRecord(folder: string): Promise<RecordStore> {
  return openSqliteRecord({ path: join(folder, 'ltmc.db'), logger: silent });
}

/** The new model, held back: it embeds only as many texts as were let through. */
export interface HeldEmbedder extends Embedder {
  /** How many texts came so far, embedded or not. */
  readonly asked: number;
  letThrough(count: number): void;
}

export function createHeldEmbedder(dimension = 32): HeldEmbedder {
  const embedder = createTestEmbedder({ dimension });
  const waiting: (() => void)[] = [];
  let free = 0;
  let asked = 0;
  const turn = (): Promise<void> => new Promise((resolve) => {
    asked += 1;
    if (free > 0) {
      free -= 1;
      resolve();
    } else waiting.push(resolve);
  });
  return {
    ...embedder,
    get asked() {
      return asked;
    },
    letThrough: (count) => {
      const first = waiting.splice(0, count);
      free += count - first.length;
      for (const resolve of first) resolve();
    },
    embed: async (text, options) => {
      await turn();
      return embedder.embed(text, options);
    },
  };
}

/** Texts about different things, so that each is nearest to itself in any model. */
export const NOTES: readonly string[] = [
  'Our cat sleeps on the radiator all winter.', 'Images are pushed to the registry before a release.', 'The elevator in building seven is out of order.',
  'Paula plays the cello in an orchestra in Prague.', 'Invoices above one thousand euro need two signatures.', 'The staging database is copied every Sunday night.',
  'Mushrooms grow best in the shade behind the barn.', 'The marathon starts at nine near the old harbour.', 'Passwords are rotated after ninety days.',
  'Sourdough rests for twelve hours in the fridge.', 'The telescope needs a new mirror coating.', 'Trains to Lyon leave from platform four.',
  'The garden wall was painted green in spring.', 'Unit tests run on every push to the main branch.', 'Grandmother was born in a village near Cork.',
  'The printer on the third floor jams with thick paper.', 'Salmon migrate upstream in late autumn.', 'The budget meeting moved to Thursday afternoon.',
  'Volcanic soil makes the wine taste of minerals.', 'Backups are encrypted with a key kept offline.',
];

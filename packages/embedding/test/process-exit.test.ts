import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runIn } from './partial-install.js';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const FLOOD = `
  import { createEmbedder } from '@ltmc/embedding';
  import { setTimeout as pause } from 'node:timers/promises';
  const flood = (embedder) => Promise.allSettled(Array.from({ length: 12 }, (_, n) => embedder.embed(n + ' word soup'.repeat(100))));`;

// A thread ended inside ONNX Runtime aborts the process (exit by signal), which runIn rejects.
describe('the process survives', () => {
  it.each([0, 60, 120, 180, 240, 400])('process.exit() %i ms after a cold start, with texts in flight', async (afterMs) => {
    const seen = await runIn(workspace, `${FLOOD}
      void flood(createEmbedder({ workers: 2 }));
      await pause(${afterMs});
      console.log('"leaving"');
      process.exit(0);`);
    expect(seen).toBe('leaving');
  });

  it('process.exit() with every worker at work', async () => {
    const seen = await runIn(workspace, `${FLOOD}
      const embedder = createEmbedder({ workers: 2, cacheBytes: 0 });
      await flood(embedder);
      void flood(embedder);
      await pause(15);
      console.log(embedder.stats().inFlight);
      process.exit(0);`);
    expect(seen).toBeGreaterThan(0);
  });

  it('close() at any moment', async () => {
    const seen = await runIn(workspace, `${FLOOD}
      let closed = 0;
      for (let turn = 0; turn < 12; turn += 1) {
        const embedder = createEmbedder({ workers: 2, threadsPerWorker: 1 + (turn % 2) });
        const texts = flood(embedder);
        await pause(turn * 37);
        await embedder.close();
        closed += (await texts).some(({ reason }) => reason?.code === 'LTMC_STORE_CLOSED') ? 1 : 0;
      }
      console.log(closed);`);
    expect(seen).toBeGreaterThan(6);
  });
});

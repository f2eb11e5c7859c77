import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { VectorStore } from '@ltmc/contracts';
import { entries, openSmall, SPACE, writeSnapshot } from './snapshot-fixture.js';
import { temporaryFolder } from './temporary-folder.js';

const LOST = { code: 'LTMC_INDEX_UNAVAILABLE', retryable: true };

/** Opens a store and gives the thread behind it, to be killed. */
async function openWithWorker(folder: string, errors: string[] = []): Promise<{ store: VectorStore; worker: Worker }> {
  const created = once(process, 'worker');
  const quiet = (): void => undefined;
  const store = await openSmall(folder, { logger: { debug: quiet, info: quiet, warn: quiet, error: (message) => { errors.push(message); } } });
  const [worker]: Worker[] = await created;
  if (!worker) throw new Error('no worker was started');
  return { store, worker };
}

it('refuses calls in flight and all later ones of the lost index, then opens a new one', async () => {
  const errors: string[] = [];
  const { store, worker } = await openWithWorker(await temporaryFolder(), errors);
  const lost = await store.openIndex(SPACE);
  const batch = { upsert: entries(300, 1), remove: [], cursor: 9 };
  await lost.apply(batch);
  const inFlight = [lost.search(entries(1, 2)[0]?.vector ?? new Float32Array(), { limit: 1 }), lost.apply({ ...batch, cursor: 10 })];
  void worker.terminate();
  for (const call of inFlight) await expect(call).rejects.toMatchObject(LOST);

  // Were it served again, it would say "cursor 11" and lack everything before.
  await expect(lost.apply({ ...batch, cursor: 11 })).rejects.toMatchObject(LOST);
  expect([lost.size, lost.cursor]).toEqual([0, 0]);
  expect(errors).toEqual([expect.stringContaining('ended unexpectedly')]);

  const fresh = await store.openIndex(SPACE);
  expect([fresh.size, fresh.cursor]).toEqual([0, 0]);
  await fresh.apply(batch);
  expect(fresh.size).toBe(300);
  await expect(lost.search(batch.upsert[0]?.vector ?? new Float32Array(), { limit: 1 })).rejects.toMatchObject(LOST);
  await lost.close();
  expect(await store.openIndex(SPACE)).toBe(fresh);
  await store.close();
});

it('opens again from the snapshot', async () => {
  const folder = await temporaryFolder();
  await writeSnapshot(folder);
  const { store, worker } = await openWithWorker(folder);
  const lost = await store.openIndex(SPACE);
  await lost.apply({ upsert: [], remove: [{ first: 1, last: 10 }], cursor: 78 });
  await worker.terminate();
  await expect(lost.saveSnapshot()).rejects.toMatchObject(LOST);
  const fresh = await store.openIndex(SPACE);
  expect([fresh.size, fresh.cursor]).toEqual([400, 77]);
  await store.close();
});

it('scans with a new thread at once', async () => {
  const { store, worker } = await openWithWorker(await temporaryFolder());
  await worker.terminate();
  const [entry] = entries(1, 4, 12);
  expect(await store.scan(entry?.vector ?? new Float32Array(), entry ? [entry] : [], 1)).toMatchObject([{ vectorId: 12 }]);
  await store.close();
});

import { once } from 'node:events';
import { copyFile, mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createEmbedder, type LocalEmbedder } from '../src/create-embedder.js';
import { defaultModel, type ModelFiles } from '../src/model-files.js';
import type { EmbedderOptions } from '../src/options.js';

const opened: LocalEmbedder[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const embedder of opened.splice(0)) await embedder.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
function open(options: EmbedderOptions = {}): LocalEmbedder {
  const embedder = createEmbedder({ workers: 1, ...options });
  opened.push(embedder);
  return embedder;
}

/** A message the worker cannot read: it throws outside any task, as a defect in it would, and the thread dies. (`terminate()` would do too, but not in a native call.) */
function crash(thread: Worker): void {
  thread.postMessage(null, []);
}

/** The thread that `start` makes the embedder start. Node announces each new worker of the process. */
async function threadOf(start: () => Promise<unknown>): Promise<Worker> {
  const announced = once(process, 'worker');
  const started = start();
  const [thread]: unknown[] = await announced;
  await started;
  if (!(thread instanceof Worker)) throw new TypeError('no worker was started');
  return thread;
}

type DamagedFile = 'modelPath' | 'tokenizerPath' | 'tokenizerConfigPath' | 'signatureBasisPath';

/** The model's files, copied, with one byte of the named one changed. */
async function damagedCopy(damaged: DamagedFile): Promise<ModelFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'ltmc-model-'));
  folders.push(folder);
  const copy = join(folder, 'damaged');
  await copyFile(defaultModel[damaged] ?? '', copy);
  await using file = await openFile(copy, 'r+');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 100);
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, 100);
  return { ...defaultModel, [damaged]: copy };
}

describe('a crash of the worker', () => {
  it('fails the calls in flight as retryable, keeps the waiting ones, and is mended by a new worker', async () => {
    const embedder = open();
    const thread = await threadOf(() => embedder.warmUp());
    crash(thread);
    const settled = Promise.allSettled(Array.from({ length: 5 }, (_, n) => embedder.embed(`text ${n}`)));
    const lost = { status: 'rejected', reason: expect.objectContaining({ code: 'LTMC_EMBEDDER_FAILED', retryable: true }) };
    const kept = expect.objectContaining({ status: 'fulfilled' });
    expect(await settled).toEqual([lost, lost, kept, kept, kept]);
    expect(embedder.stats()).toMatchObject({ crashes: 1, workers: 1 });
    await expect(embedder.embed('text 0')).resolves.toHaveLength(384);
  });

  it('fails everything that waits when it happens during loading, and the next call tries again', async () => {
    const embedder = open();
    const announced = once(process, 'worker');
    const calls = Array.from({ length: 5 }, (_, n) => embedder.embed(`text ${n}`));
    const settled = Promise.allSettled(calls);
    const [thread]: unknown[] = await announced;
    if (thread instanceof Worker) await thread.terminate();
    expect((await settled).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    await expect(embedder.embed('text 0')).resolves.toHaveLength(384);
  });
});

describe('close', () => {
  it('rejects what is in flight and what waits, ends the threads, and is idempotent', async () => {
    const embedder = open({ workers: 2 });
    const threads: unknown[] = [];
    const remember = (thread: unknown): void => void threads.push(thread);
    process.on('worker', remember);
    const calls = Array.from({ length: 8 }, (_, n) => embedder.embed(`text ${n}`));
    const settled = Promise.allSettled(calls);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    await Promise.all([embedder.close(), embedder.close()]);
    process.off('worker', remember);
    const rejected = { status: 'rejected', reason: expect.objectContaining({ code: 'LTMC_STORE_CLOSED' }) };
    expect(await settled).toEqual(Array.from({ length: 8 }, () => rejected));
    expect(threads).toHaveLength(2);
    expect(threads).toEqual([expect.objectContaining({ threadId: -1 }), expect.objectContaining({ threadId: -1 })]);
    expect(embedder.stats()).toMatchObject({ workers: 0, inFlight: 0, waiting: 0, crashes: 0 });
    for (const call of [embedder.embed('x'), embedder.tokenMap('x'), embedder.warmUp()]) {
      await expect(call).rejects.toMatchObject({ code: 'LTMC_STORE_CLOSED' });
    }
  });
});

describe('a damaged installation', () => {
  it.each(['modelPath', 'tokenizerPath', 'tokenizerConfigPath', 'signatureBasisPath'] as const)('with a flipped bit at %s is refused', async (damaged) => {
    const embedder = open({ model: await damagedCopy(damaged) });
    const failure = expect.objectContaining({ code: 'LTMC_MODEL_DAMAGED', retryable: false, message: expect.stringContaining('npm install') });
    const calls = await Promise.allSettled([embedder.embed('a'), embedder.embed('b'), embedder.embed('c'), embedder.warmUp()]);
    expect(calls).toEqual(calls.map(() => ({ status: 'rejected', reason: failure })));
    expect(embedder.stats()).toMatchObject({ workers: 0, crashes: 0, waiting: 0, inFlight: 0 });
  });

  it('with a missing file is refused without naming its path, and works again once the file is back', async () => {
    const model = await damagedCopy('tokenizerPath');
    await rm(model.tokenizerPath);
    const embedder = open({ model });
    const error: unknown = await embedder.embed('a').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'LTMC_MODEL_DAMAGED' });
    expect(String(error)).not.toContain(tmpdir());
    await copyFile(defaultModel.tokenizerPath, model.tokenizerPath);
    await expect(embedder.embed('a')).resolves.toHaveLength(384);
  });
});

it('refuses a basis of token signatures that was made for another model', () => {
  const signatureBasis = { ...defaultModel.manifest.signatureBasis, modelFingerprint: 'another-model:384' };
  const model = { ...defaultModel, manifest: { ...defaultModel.manifest, signatureBasis } };
  const mismatch = { code: 'LTMC_FINGERPRINT_MISMATCH', retryable: false, message: expect.stringContaining('another-model:384') as string };
  expect(() => createEmbedder({ model })).toThrow(expect.objectContaining(mismatch));
  const { signatureBasisPath: _, ...without } = model;
  expect(() => createEmbedder({ model: without })).not.toThrow();
});

it.each([{ workers: 0 }, { threadsPerWorker: 1.5 }, { maxQueued: -1 }, { cacheBytes: Number.NaN }])('refuses the option %j', (options) => {
  expect(() => createEmbedder(options)).toThrow(RangeError);
});

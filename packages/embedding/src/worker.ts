/** The worker thread: loads the model, then works through tasks, urgent ones first. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { loadModel, ModelLoadError, type ModelSession } from './model-session.js';
import type { TokenMapping } from './piece-tokenizer.js';
import type { EmbeddingKind, LoadFailure, Reply, Task, WorkerSetup } from './worker-protocol.js';

/** A long text is counted in slices of this length, so that texts to embed do not wait for the rest. */
const SLICE_MS = 2;

const setup: WorkerSetup = workerData;
const port = parentPort;
const texts: (Task & { readonly kind: EmbeddingKind })[] = [];
const mappings: { readonly id: number; readonly mapping: TokenMapping }[] = [];
let session: ModelSession | undefined;
let working = false;

function reply(message: Reply, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

/** Runs `step`; a failure is the answer to this task and leaves the worker as it was. */
async function answer(id: number, step: () => void | Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    reply({ type: 'failed', id, reason: String(error) });
  }
}

async function embedNext(model: ModelSession): Promise<void> {
  const urgent = texts.findIndex((task) => task.urgent);
  const [task] = texts.splice(Math.max(urgent, 0), 1);
  if (!task) return;
  await answer(task.id, async () => {
    const result = await model[task.kind](task.text);
    reply({ type: 'done', id: task.id, result }, Object.values(result).map(({ buffer }) => buffer));
  });
}

/** A slice of each mapping in turn. */
async function countNext(): Promise<void> {
  const next = mappings.shift();
  if (!next) return;
  await answer(next.id, () => {
    const result = next.mapping.advance(SLICE_MS);
    if (result) reply({ type: 'done', id: next.id, result }, [result.starts.buffer, result.counts.buffer]);
    else mappings.push(next);
  });
}

async function work(): Promise<void> {
  if (!session || working) return;
  working = true;
  while (texts.length > 0 || mappings.length > 0) {
    await nextTurn(); // lets in what arrived meanwhile: a query overtakes here
    await embedNext(session);
    await countNext();
  }
  working = false;
}

async function accept(task: Task, { tokenizer }: ModelSession): Promise<void> {
  const { id, kind, text } = task;
  if (kind === 'load') reply({ type: 'done', id, result: undefined });
  else if (kind === 'tokenMap') await answer(id, () => void mappings.push({ id, mapping: tokenizer.startMap(text) }));
  else texts.push({ ...task, kind });
  await work();
}

function failureOf(error: unknown): LoadFailure {
  return error instanceof ModelLoadError ? error.failure : { code: 'LTMC_EMBEDDER_FAILED', reason: String(error) };
}

try {
  const startedMs = performance.now();
  const loaded = await loadModel(setup);
  session = loaded;
  reply({ type: 'ready', loadMs: performance.now() - startedMs });
  // Tasks that arrived during loading wait in the port until there is a listener.
  port?.on('message', (task: Task) => void accept(task, loaded));
} catch (error) {
  reply({ type: 'loadFailed', failure: failureOf(error) });
}

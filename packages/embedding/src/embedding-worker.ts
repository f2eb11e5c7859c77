import { Worker } from 'node:worker_threads';
import type { Job } from './job.js';
import { createNativeGate, shutGate, type NativeGate } from './native-gate.js';
import { turnOffTelemetry } from './no-telemetry.js';
import type { LoadFailure, Reply, Task, TaskKind, TaskResults, WorkerSetup } from './worker-protocol.js';

/** The compiled worker: Node cannot run TypeScript in a worker, so the sources use the build too. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? '../dist/worker.js' : './worker.js', import.meta.url);

/** A worker thread and the jobs it has. */
export interface EmbeddingWorker {
  /** Jobs sent and not yet answered. */
  readonly inFlight: ReadonlyMap<number, Job>;
  send(job: Job): void;
  /** Ends the thread after the text it is at; resolves when it is gone. No event follows. */
  stop(): Promise<void>;
  readonly gate: NativeGate;
}

/** What a worker tells the pool. */
export interface WorkerEvents {
  readonly onReady: (loadMs: number) => void;
  readonly onDone: (job: Job, result: TaskResults[TaskKind]) => void;
  readonly onFailed: (job: Job, reason: string) => void;
  readonly onLoadFailed: (failure: LoadFailure) => void;
  /** The thread is gone, and nobody asked for it. */
  readonly onCrashed: (cause: unknown, wasReady: boolean) => void;
}

/** Starts a thread. It keeps the process alive only while it has jobs. */
export function startEmbeddingWorker(options: Omit<WorkerSetup, 'gate'>, events: WorkerEvents): EmbeddingWorker {
  const gate = createNativeGate();
  const setup: WorkerSetup = { ...options, gate };
  turnOffTelemetry();
  // Without the process's own flags: some, such as --input-type, keep a worker from starting.
  const thread = new Worker(WORKER_FILE, { workerData: setup, name: 'ltmc-embedding', execArgv: [] });
  const inFlight = new Map<number, Job>();
  let ready = false;
  let ended = false;
  let cause: unknown;

  const take = (id: number): Job | undefined => {
    const job = inFlight.get(id);
    inFlight.delete(id);
    if (inFlight.size === 0) thread.unref();
    return job;
  };
  thread.on('message', (reply: Reply) => {
    if (ended) return;
    if (reply.type === 'ready') {
      ready = true;
      events.onReady(reply.loadMs);
    } else if (reply.type === 'loadFailed') {
      ended = true;
      void thread.terminate();
      events.onLoadFailed(reply.failure);
    } else {
      const job = take(reply.id);
      if (job && reply.type === 'done') events.onDone(job, reply.result);
      if (job && reply.type === 'failed') events.onFailed(job, reply.reason);
    }
  });
  thread.on('error', (error) => { cause = error; });
  thread.on('exit', (exitCode) => {
    if (ended) return;
    ended = true;
    events.onCrashed(cause ?? new Error(`worker thread ended with exit code ${exitCode}`), ready);
  });

  return {
    inFlight,
    send: (job) => {
      if (inFlight.size === 0) thread.ref();
      inFlight.set(job.id, job);
      const task: Task = { id: job.id, kind: job.kind, text: job.text, urgent: job.urgent };
      thread.postMessage(task, []);
    },
    stop: async () => {
      ended = true;
      inFlight.clear();
      thread.unref();
      if (await shutGate(gate)) await thread.terminate();
    },
    gate,
  };
}

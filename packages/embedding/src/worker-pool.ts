import type { Logger } from '@ltmc/contracts';
import { closed, crashed, loadFailed, textFailed } from './errors.js';
import type { Job } from './job.js';
import { createJobQueue, type JobQueue } from './job-queue.js';
import { startEmbeddingWorker, type EmbeddingWorker } from './embedding-worker.js';
import { shutGatesNow } from './native-gate.js';
import type { TaskKind, TaskResults, WorkerSetup } from './worker-protocol.js';

/**
 * How many jobs of a queue a worker holds: one at work and one ready, so that it never idles while an answer is on its way, and room for two
 * queries to overtake inside the worker. More would only take the order out of the queue's hands.
 */
const WINDOW = { patient: 2, urgent: 4 };

/** Counts since the start. */
export interface PoolCounts {
  /** Jobs not yet with a worker. */
  readonly waiting: number;
  readonly workers: number;
  readonly inFlight: number;
  readonly crashes: number;
}

/** Workers, started when there is work for them, and the queues in front of them. */
export interface WorkerPool {
  /** Jobs that wait for a worker, by kind. All that run the model wait in one queue, so that their order is that of their coming. */
  readonly queues: Readonly<Record<TaskKind, JobQueue<Job>>>;
  /** Sends what can be sent; call it after adding to a queue. */
  dispatch(): void;
  /** Most threads from now on: those too many end when they have nothing to do. */
  setMaxWorkers(most: number): void;
  /** Whether jobs for which no query waits are under way or waiting. */
  hasPatient(): boolean;
  counts(): PoolCounts;
  /** Fails every job and ends the threads. */
  close(): Promise<void>;
}

/** What the pool needs to know. */
export interface PoolOptions {
  readonly setup: Omit<WorkerSetup, 'gate'>;
  readonly maxWorkers: number;
  readonly logger: Logger | undefined;
  readonly onDone: (job: Job, result: TaskResults[TaskKind]) => void;
  readonly onFailed: (job: Job, error: Error) => void;
}

/** Starts no thread before the first job. */
export function createWorkerPool({ setup, maxWorkers: atFirst, logger, onDone, onFailed }: PoolOptions): WorkerPool {
  const toEmbed = createJobQueue<Job>();
  const queues = { load: createJobQueue<Job>(), embed: toEmbed, embedSigned: toEmbed, embedQuery: toEmbed, tokenMap: createJobQueue<Job>() };
  const lines = [...new Set(Object.values(queues))];
  const workers = new Set<EmbeddingWorker>();
  /** Threads that were too many and have not ended yet. */
  const ending = new Set<Promise<unknown>>();
  let maxWorkers = atFirst;
  let crashes = 0;

  const failAll = (jobs: Iterable<Job>, error: Error): void => {
    for (const job of jobs) onFailed(job, error);
  };
  /** Jobs of a queue that a worker has. */
  const countOf = ({ inFlight }: EmbeddingWorker, queue: JobQueue<Job>): number => sum(inFlight.values(), ({ kind }) => (queues[kind] === queue ? 1 : 0));
  const waiting = (): Job[] => lines.flatMap((queue) => queue.drain());

  const onProcessExit = (): void => shutGatesNow([...workers].map(({ gate }) => gate));

  const startWorker = (): EmbeddingWorker => {
    const worker = startEmbeddingWorker(setup, {
      onReady: (loadMs) => logger?.info('embedding model loaded', { loadMs: Math.round(loadMs), model: setup.model.manifest.model }),
      onDone: (job, result) => { onDone(job, result); endIfTooMany(); dispatch(); },
      onFailed: (job, reason) => { onFailed(job, textFailed(job.text.length, reason)); endIfTooMany(); dispatch(); },
      // What keeps one worker from loading keeps the next from it too: waiting jobs would start one thread each, in vain.
      onLoadFailed: (failure) => {
        logger?.error('embedding model cannot be loaded', { ...failure });
        retire([...worker.inFlight.values(), ...waiting()], loadFailed(failure));
      },
      onCrashed: (cause, wasReady) => {
        crashes += 1;
        logger?.error('embedding worker crashed', { cause: String(cause), inFlight: worker.inFlight.size, wasReady });
        retire([...worker.inFlight.values(), ...(wasReady ? [] : waiting())], crashed(cause));
      },
    });
    const retire = (jobs: readonly Job[], error: Error): void => {
      workers.delete(worker);
      failAll(jobs, error);
      dispatch();
    };
    const endIfTooMany = (): void => {
      if (worker.inFlight.size === 0 && workers.size > maxWorkers) end(worker);
    };
    if (!process.listeners('exit').includes(onProcessExit)) process.on('exit', onProcessExit);
    workers.add(worker);
    return worker;
  };

  const end = (worker: EmbeddingWorker): void => {
    workers.delete(worker);
    const ended = worker.stop().finally(() => ending.delete(ended));
    ending.add(ended);
  };

  /** The worker with the fewest jobs that has room for `job`; a new one where none has. */
  const workerFor = (job: Job): EmbeddingWorker | undefined => {
    const limit = job.urgent ? WINDOW.urgent : WINDOW.patient;
    const [best] = [...workers].slice(0, maxWorkers).filter((worker) => countOf(worker, queues[job.kind]) < limit).toSorted((a, b) => a.inFlight.size - b.inFlight.size);
    return best ?? (workers.size < maxWorkers ? startWorker() : undefined);
  };

  const dispatch = (): void => {
    for (const queue of lines) {
      for (let job = queue.peek(); job; job = queue.peek()) {
        const worker = workerFor(job);
        if (!worker) break;
        queue.remove(job);
        worker.send(job);
      }
    }
  };

  return {
    queues,
    dispatch,
    setMaxWorkers: (most) => {
      maxWorkers = most;
      for (const worker of [...workers].slice(most)) if (worker.inFlight.size === 0) end(worker);
      dispatch();
    },
    hasPatient: () => lines.some((queue) => queue.waiting(false) > 0) || [...workers].some(({ inFlight }) => [...inFlight.values()].some(({ urgent }) => !urgent)),
    counts: () => ({
      waiting: sum(lines, (queue) => queue.waiting(true) + queue.waiting(false)),
      inFlight: sum(workers, ({ inFlight }) => inFlight.size),
      workers: workers.size,
      crashes,
    }),
    close: async () => {
      failAll(waiting(), closed());
      for (const { inFlight } of workers) failAll(inFlight.values(), closed());
      await Promise.all([...[...workers].map((worker) => worker.stop()), ...ending]);
      workers.clear();
      process.off('exit', onProcessExit);
    },
  };
}

function sum<T>(items: Iterable<T>, valueOf: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += valueOf(item);
  return total;
}

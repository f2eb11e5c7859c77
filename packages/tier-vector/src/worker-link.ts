import { Worker, type TransferListItem } from 'node:worker_threads';
import { LtmcError, type Logger } from '@ltmc/contracts';
import { createNativeGate, shutGate, shutGateNow } from './native-gate.js';
import type { Operation, Requests, WorkerMessage, WorkerOptions } from './protocol.js';

/** Threads cannot run TypeScript on Node 20, so the sources (in tests) start the built worker. */
const WORKER_FILE = new URL(import.meta.url.endsWith('.ts') ? '../dist/worker.js' : './worker.js', import.meta.url);

/** A running worker thread and the calls that wait for it. */
export interface WorkerLink {
  /** Why there are no graphs; undefined when all is well. */
  readonly missing: string | undefined;
  /** @throws LtmcError `LTMC_INDEX_UNAVAILABLE` (retryable) when the call fails or the thread ends first. */
  call<Name extends Operation>(operation: Name, args: Requests[Name]['args'], transfer?: readonly TransferListItem[]): Promise<Requests[Name]['result']>;
  /** Ends the thread; calls in flight reject with `reason`. */
  end(reason: LtmcError): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: LtmcError): void;
}

/**
 * Starts the worker and waits until it answers.
 * @param onLost - called once when the thread ends by itself; calls in flight have been rejected then.
 */
export async function startWorker(options: Omit<WorkerOptions, 'gate'>, logger: Logger | undefined, onLost: () => void): Promise<WorkerLink> {
  // A flag meant for the program, such as --input-type, would keep the thread from starting.
  const gate = createNativeGate();
  const workerData: WorkerOptions = { ...options, gate };
  const worker = new Worker(WORKER_FILE, { workerData, name: 'ltmc-vector', execArgv: [] });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let ended: LtmcError | undefined;

  const finish = (reason: LtmcError): void => {
    ended ??= reason;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  const call: WorkerLink['call'] = (operation, args, transfer = []) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      const id = ++lastId;
      waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      worker.postMessage({ id, operation, args }, transfer);
    });
  const settle = (message: Extract<WorkerMessage, { readonly id: number }>): void => {
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.kind === 'result') resolve?.(message.result);
    else reject?.(unavailable('the vector index could not do what was asked', message.error));
  };

  const end: WorkerLink['end'] = async (reason) => {
    finish(reason);
    if (await shutGate(gate)) await worker.terminate();
    else worker.unref(); // still inside: ending it would end the process, waiting for it would hold the process up
  };

  const onProcessExit = (): void => shutGateNow(gate);
  process.once('exit', onProcessExit);
  worker.once('exit', () => process.off('exit', onProcessExit));

  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'log') logger?.[message.level](message.message, message.fields);
      else if (message.kind === 'ready') resolve({ missing: message.missing, call, end });
      else settle(message);
    });
    let failure: unknown;
    worker.once('error', (cause) => { failure = cause; });
    worker.once('exit', (exitCode) => {
      if (ended) return;
      const reason = lost(failure ?? `exit code ${exitCode}`);
      logger?.error('vector worker ended unexpectedly; its indexes are to be opened again', { why: String(reason.cause) });
      finish(reason);
      reject(reason);
      onLost();
    });
  });
}

function lost(cause: unknown): LtmcError {
  return unavailable('the vector index lost its worker thread; open the index again, it is then filled from the record', cause);
}

function unavailable(message: string, cause: unknown): LtmcError {
  return new LtmcError('LTMC_INDEX_UNAVAILABLE', message, { cause, retryable: true });
}

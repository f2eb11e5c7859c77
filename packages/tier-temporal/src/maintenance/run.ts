import { LtmcError, type MaintenanceOptions, type MaintenanceProgress } from '@ltmc/contracts';
import { toStoreError } from '../sqlite/errors.js';
import { toFileError } from './files.js';

/** A call with the time it was given. */
export interface Run {
  readonly signal: AbortSignal;
  /** @throws LtmcError `LTMC_CANCELLED` when the caller does not want it any more. */
  checkpoint(): void;
  progress(step: string, unit: MaintenanceProgress['unit'], done: number, total?: number): void;
}

/** Runs a maintenance call: what goes wrong inside comes out as an `LtmcError`, and progress is told until it ends. */
export async function run<T>({ onProgress, signal = new AbortController().signal }: MaintenanceOptions, work: (run: Run) => Promise<T>): Promise<T> {
  let settled = false;
  const calls = createRun(signal, (progress) => { if (!settled) onProgress?.(progress); });
  try {
    calls.checkpoint();
    return await work(calls);
  } catch (cause) {
    if (signal.aborted) throw cancelled(cause);
    throw toStoreError(toFileError(cause));
  } finally {
    settled = true;
  }
}

export function createRun(signal: AbortSignal, onProgress: MaintenanceOptions['onProgress']): Run {
  return {
    signal,
    checkpoint: () => { if (signal.aborted) throw cancelled(signal.reason); },
    progress: (step, unit, done, total) => { onProgress?.({ step, unit, done, ...(total === undefined ? {} : { total }) }); },
  };
}

function cancelled(cause: unknown): LtmcError {
  return new LtmcError('LTMC_CANCELLED', 'Broken off as asked; what was begun is undone', { cause, retryable: true });
}

import { LtmcError, StoreClosedError } from '@ltmc/contracts';
import type { LoadFailure } from './worker-protocol.js';

/** The caller's signal was aborted. */
export function cancelled(signal: AbortSignal): LtmcError {
  return new LtmcError('LTMC_CANCELLED', 'The embedding was cancelled by its caller', { cause: signal.reason });
}

/** The embedder's `close()` was called. */
export function closed(): LtmcError {
  return new StoreClosedError('embedding/onnx');
}

/** The files do not belong together. */
export function foreignBasis(basisModel: string, model: string): LtmcError {
  return new LtmcError('LTMC_FINGERPRINT_MISMATCH', `The basis of token signatures was made for the model ${basisModel}, not for ${model}; give the one that was made for it, or none`, {
    details: { basisModel, model },
  });
}

/** As many texts of this priority wait as may. */
export function overloaded(waiting: number): LtmcError {
  return new LtmcError('LTMC_EMBEDDER_OVERLOADED', `The embedder already has ${waiting} texts waiting; try again when some are done`, {
    retryable: true,
    details: { waiting },
  });
}

/** The worker ended with the text in it. */
export function crashed(cause: unknown): LtmcError {
  const message = 'The embedding worker ended unexpectedly; try again, the next call starts a new one';
  return new LtmcError('LTMC_EMBEDDER_FAILED', message, { cause, retryable: true });
}

/** The model refused one text. */
export function textFailed(length: number, reason: string): LtmcError {
  const message = `The model failed on a text of ${length} characters; the same text will fail again`;
  return new LtmcError('LTMC_EMBEDDER_FAILED', message, { cause: new Error(reason), details: { length } });
}

/** The worker could not load the model. */
export function loadFailed({ code, reason }: LoadFailure): LtmcError {
  return new LtmcError(code, LOAD_MESSAGES[code], { cause: new Error(reason) });
}

const LOAD_MESSAGES: Readonly<Record<LoadFailure['code'], string>> = {
  LTMC_MODEL_DAMAGED:
    `A file of the embedding model is missing or not what was shipped. In the folder LTMC is installed in, run: ${putBack('@ltmc/model-all-minilm-l6-v2')}`,
  LTMC_NATIVE_MISSING:
    `The native library of onnxruntime-node cannot be loaded on ${process.platform}/${process.arch}; it exists for Linux with glibc and for Windows ` +
    `(x64, arm64) and for macOS (arm64). On one of these, in the folder LTMC is installed in, run: ${putBack('onnxruntime-node')}`,
  LTMC_EMBEDDER_FAILED: 'The embedding model could not be loaded; the cause in the log says why',
};

/** npm puts a package folder back that is gone, but neither `install --force` nor `rebuild` notices a file missing inside one. */
function putBack(name: string): string {
  return `node -e "fs.rmSync('node_modules/${name}',{recursive:true,force:true})" && npm install --ignore-scripts`;
}

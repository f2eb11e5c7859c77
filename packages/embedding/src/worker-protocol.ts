import type { ErrorCode, QueryEmbedding, SignedEmbedding, TokenMap } from '@ltmc/contracts';
import type { ModelFiles } from './model-files.js';
import type { NativeGate } from './native-gate.js';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly model: ModelFiles;
  /** ONNX Runtime's threads for one text. */
  readonly threads: number;
  readonly gate: NativeGate;
}

/** What the model runs for: the vector alone, or something of its tokens besides. */
export type EmbeddingKind = 'embed' | 'embedSigned' | 'embedQuery';

/** What is wanted for a text; `load` wants nothing but a loaded model. */
export type TaskKind = EmbeddingKind | 'tokenMap' | 'load';

/** Main thread to worker. */
export interface Task {
  readonly id: number;
  readonly kind: TaskKind;
  readonly text: string;
  /** Overtakes the waiting tasks that are not. */
  readonly urgent: boolean;
}

/** What a task comes to. */
export interface TaskResults {
  readonly embed: Pick<SignedEmbedding, 'vector'>;
  readonly embedSigned: SignedEmbedding;
  readonly embedQuery: QueryEmbedding;
  readonly tokenMap: TokenMap;
  readonly load: undefined;
}

/** Why a model could not be loaded. `reason` is for the operator: it may name paths. */
export interface LoadFailure {
  readonly code: Extract<ErrorCode, 'LTMC_MODEL_DAMAGED' | 'LTMC_NATIVE_MISSING' | 'LTMC_EMBEDDER_FAILED'>;
  readonly reason: string;
}

/** Worker to main thread. */
export type Reply =
  | { readonly type: 'ready'; readonly loadMs: number }
  | { readonly type: 'loadFailed'; readonly failure: LoadFailure }
  | { readonly type: 'done'; readonly id: number; readonly result: TaskResults[TaskKind] }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };

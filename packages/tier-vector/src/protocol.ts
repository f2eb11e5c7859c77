import type { Logger, VectorDigest, VectorIdRange, VectorSpace } from '@ltmc/contracts';
import type { PackedHits } from './packed-hits.js';
import type { PackedSignatures } from './packed-signatures.js';
import type { RecallSample } from './space-index.js';

/** Handed to the worker when it starts. */
export interface WorkerOptions {
  readonly folder: string;
  readonly recordId: string;
  readonly exactUpTo: number;
  readonly m: number;
  readonly efConstruction: number;
  readonly efSearch: number;
  readonly graceMs: number;
  /** Says when the thread is inside a native call. */
  readonly gate: Int32Array<SharedArrayBuffer>;
}

/** Vectors of a batch, one behind the other, so that they cross over without a copy per vector. */
export interface PackedVectors {
  readonly ids: Float64Array<ArrayBuffer>;
  readonly vectors: Float32Array<ArrayBuffer>;
}

/** What the main thread knows of an index after each change. */
export interface IndexState {
  readonly size: number;
  readonly cursor: number;
}

/** What the main thread may ask the worker, with arguments and result. `index` is a number chosen by the main thread. */
export interface Requests {
  open: { args: { readonly index: number; readonly space: VectorSpace }; result: IndexState };
  apply: { args: PackedVectors & { readonly index: number; readonly remove: readonly VectorIdRange[]; readonly cursor: number; readonly scrub: boolean }; result: IndexState };
  search: {
    args: { readonly index: number; readonly query: Float32Array; readonly limit: number; readonly allowed: Float64Array | undefined; readonly include: Float64Array | undefined; readonly exact: boolean };
    result: PackedHits;
  };
  scan: { args: PackedVectors & { readonly query: Float32Array; readonly limit: number }; result: PackedHits };
  maxSim: { args: PackedSignatures & { readonly tokens: Float32Array }; result: Float32Array };
  /** Writes the files of a snapshot; false when there is nothing to keep. */
  draft: { args: { readonly index: number }; result: boolean };
  /** Points to the files written last, or removes them. False when another process has published something newer. */
  publish: { args: { readonly index: number; readonly allowed: boolean }; result: boolean };
  /** Removes the snapshot files and those of earlier snapshots. */
  removeSnapshots: { args: { readonly index: number }; result: undefined };
  /** How many candidates searches of the graph look at from now on, at least. */
  tune: { args: { readonly efSearch: number }; result: undefined };
  compareRecent: { args: { readonly index: number }; result: RecallSample | undefined };
  digest: { args: { readonly index: number; readonly range: VectorIdRange }; result: VectorDigest };
  clear: { args: { readonly index: number }; result: IndexState };
  close: { args: { readonly index: number }; result: undefined };
}

export type Operation = keyof Requests;

/** Main thread to worker. */
export type RequestMessage<Names extends Operation = Operation> = {
  [Name in Names]: { readonly id: number; readonly operation: Name; readonly args: Requests[Name]['args'] };
}[Names];

/** Worker to main thread. */
export type WorkerMessage =
  /** First message: whether graphs can be had, and if not, why. */
  | { readonly kind: 'ready'; readonly missing: string | undefined }
  | { readonly kind: 'result'; readonly id: number; readonly result: Requests[Operation]['result'] }
  | { readonly kind: 'failure'; readonly id: number; readonly error: unknown }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly message: string; readonly fields: Readonly<Record<string, unknown>> };

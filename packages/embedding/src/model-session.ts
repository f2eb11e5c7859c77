import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type * as Ort from 'onnxruntime-node';
import { throughGate } from './native-gate.js';
import { createPieceTokenizer, type PieceTokenizer } from './piece-tokenizer.js';
import type { LoadFailure, WorkerSetup } from './worker-protocol.js';

/** A loaded model. Runs in the worker. */
export interface ModelSession {
  readonly tokenizer: PieceTokenizer;
  /** One text, cut at the model's limit: alone, without padding, so that its vector depends on nothing else. */
  embed(text: string): Promise<Float32Array<ArrayBuffer>>;
}

/** Thrown by {@link loadModel}. */
export class ModelLoadError extends Error {
  readonly failure: LoadFailure;

  constructor(code: LoadFailure['code'], cause: unknown) {
    super(String(cause), { cause });
    this.failure = { code, reason: String(cause) };
  }
}

/** Reads each file once, checks it and loads it from the bytes that were checked. */
export async function loadModel({ model, threads, gate }: WorkerSetup): Promise<ModelSession> {
  const { manifest } = model;
  const [ort, graph, definition, config] = await Promise.all([
    throughGate(gate, loadRuntime),
    readChecked(model.modelPath, manifest.files.model.sha256),
    readChecked(model.tokenizerPath, manifest.files.tokenizer.sha256),
    readChecked(model.tokenizerConfigPath, manifest.files.tokenizerConfig.sha256),
  ]);
  const session = await throughGate(gate, () => ort.InferenceSession.create(graph, sessionOptions(threads)));
  const tokenizer = createPieceTokenizer(parseJson(definition), parseJson(config), manifest.specialTokenIds.unknown);
  const { start, end } = manifest.specialTokenIds;
  return {
    tokenizer,
    embed: async (text) => {
      const ids = [start, ...tokenizer.ids(text, manifest.maxTokens - 2), end];
      const shape = [1, ids.length];
      const feeds = {
        input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      };
      const { embedding } = await throughGate(gate, () => session.run(feeds, ['embedding']));
      if (!(embedding?.data instanceof Float32Array) || embedding.data.length !== manifest.dimension) {
        throw new Error(`the graph gave no embedding of ${manifest.dimension} float32 numbers`);
      }
      return Float32Array.from(embedding.data); // a copy, because the runtime may reuse its memory
    },
  };
}

/** Without spinning: threads that wait busily for each other halve the throughput as soon as anything else wants a core. */
function sessionOptions(threads: number): Ort.InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

async function loadRuntime(): Promise<typeof Ort> {
  return import('onnxruntime-node').catch((cause: unknown) => {
    throw new ModelLoadError('LTMC_NATIVE_MISSING', cause);
  });
}

async function readChecked(path: string, sha256: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ModelLoadError('LTMC_MODEL_DAMAGED', cause);
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new ModelLoadError('LTMC_MODEL_DAMAGED', new Error(`${path} has sha256 ${found}, expected ${sha256}`));
  return bytes;
}

function parseJson(bytes: Buffer): object {
  const parsed: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null) throw new TypeError('expected a JSON object');
  return parsed;
}

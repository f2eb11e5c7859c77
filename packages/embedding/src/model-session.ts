import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type * as Ort from 'onnxruntime-node';
import type { ModelFiles } from './model-files.js';
import { throughGate } from './native-gate.js';
import { createPieceTokenizer, type PieceTokenizer } from './piece-tokenizer.js';
import { PROJECTION, withProjection } from './signature-graph.js';
import { createTokenChoice } from './token-choice.js';
import { signsOf, unitTokens } from './token-signs.js';
import type { EmbeddingKind, LoadFailure, TaskResults, WorkerSetup } from './worker-protocol.js';

/** A loaded model. Runs in the worker. Each text is cut at the model's limit and runs alone, without padding, so that what comes out depends on nothing else. */
export interface ModelSession {
  readonly tokenizer: PieceTokenizer;
  embed(text: string): Promise<Made<'embed'>>;
  /** As `embed`, with what is kept of a stored text's tokens. */
  embedSigned(text: string): Promise<Made<'embedSigned'>>;
  /** As `embed`, with a query's tokens. */
  embedQuery(text: string): Promise<Made<'embedQuery'>>;
}

/** A result whose memory can be handed to another thread. */
type Made<Kind extends EmbeddingKind> = { readonly [Part in keyof TaskResults[Kind]]: TaskResults[Kind][Part] extends Float32Array ? Float32Array<ArrayBuffer> : Uint8Array<ArrayBuffer> };

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
    readGraph(model),
    readChecked(model.tokenizerPath, manifest.files.tokenizer.sha256).then(parseJson),
    readChecked(model.tokenizerConfigPath, manifest.files.tokenizerConfig.sha256).then(parseJson),
  ]);
  const session = await throughGate(gate, () => ort.InferenceSession.create(graph, sessionOptions(threads)));
  const { start, end, unknown } = manifest.specialTokenIds;
  const { components } = manifest.signatureBasis;
  const tokenizer = createPieceTokenizer(definition, config, unknown);
  const chosenOf = createTokenChoice(vocabularyOf(definition), [start, end]);
  const idsOf = (text: string): number[] => [start, ...tokenizer.ids(text, manifest.maxTokens - 2), end];

  const run = async (ids: readonly number[], outputs: readonly string[]): Promise<Record<string, Float32Array>> => {
    const shape = [1, ids.length];
    const feeds = {
      input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    };
    const results = await throughGate(gate, () => session.run(feeds, outputs));
    return Object.fromEntries(outputs.map((name) => [name, numbersOf(results[name], name)]));
  };
  const vectorOf = ({ embedding }: Record<string, Float32Array>): Float32Array<ArrayBuffer> => {
    if (embedding?.length !== manifest.dimension) throw new Error(`the graph gave no embedding of ${manifest.dimension} numbers`);
    return Float32Array.from(embedding); // a copy, because the runtime may reuse its memory
  };
  const runProjected = async (ids: readonly number[]): Promise<{ vector: Float32Array<ArrayBuffer>; projection: Float32Array }> => {
    const results = await run(ids, ['embedding', PROJECTION]);
    return { vector: vectorOf(results), projection: results[PROJECTION] ?? new Float32Array() };
  };

  return {
    tokenizer,
    embed: async (text) => ({ vector: vectorOf(await run(idsOf(text), ['embedding'])) }),
    embedSigned: async (text) => {
      const ids = idsOf(text);
      const { vector, projection } = await runProjected(ids);
      return { vector, signature: signsOf(projection, components, chosenOf(ids)) };
    },
    embedQuery: async (text) => {
      const ids = idsOf(text);
      const { vector, projection } = await runProjected(ids);
      return { vector, tokens: unitTokens(projection, components, chosenOf(ids)) };
    },
  };
}

/** The graph, with the projection of token states where there is a basis for it. */
async function readGraph({ manifest, modelPath, signatureBasisPath }: ModelFiles): Promise<Uint8Array> {
  const graph = readChecked(modelPath, manifest.files.model.sha256);
  if (signatureBasisPath === undefined) return graph;
  const basis = await readChecked(signatureBasisPath, manifest.files.signatureBasis.sha256);
  return withProjection(await graph, basis, { dimension: manifest.dimension, components: manifest.signatureBasis.components });
}

function numbersOf(tensor: Ort.Tensor | undefined, name: string): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new Error(`the graph gave no float32 output ${name}`);
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

/** Token to id, out of a parsed `tokenizer.json`. */
function vocabularyOf(definition: { model?: { vocab?: Readonly<Record<string, number>> } }): Readonly<Record<string, number>> {
  if (!definition.model?.vocab) throw new TypeError('the tokenizer has no vocabulary');
  return definition.model.vocab;
}

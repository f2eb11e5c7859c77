/**
 * Puts the projection of token states into the model's own graph, so that one run gives vector and projection.
 *
 * A Protocol Buffers message followed by another of the same type is their merger: repeated fields are joined. So the graph file followed by a model that has
 * nothing but the further nodes, constants and output is the graph with these, and nothing of the file need be read.
 * @see https://protobuf.dev/programming-guides/encoding/#last-one-wins, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** Name of the graph's further output: float32 `[batch, sequence, components]`. */
export const PROJECTION = 'signature_projection';

/** Field numbers of onnx.proto. */
const MODEL = { graph: 7 };
const GRAPH = { node: 1, initializer: 5, output: 12 };
const NODE = { input: 1, output: 2, name: 3, opType: 4 };
const TENSOR = { dims: 1, dataType: 2, name: 8, rawData: 9 };
const VALUE_INFO = { name: 1, type: 2 };
const TYPE = { tensorType: 1 };
const TENSOR_TYPE = { elemType: 1 };
const FLOAT = 1;

/** Wire types. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

export interface BasisShape {
  readonly dimension: number;
  readonly components: number;
}

/**
 * @param graph - an ONNX file whose output `token_states` is float32 `[batch, sequence, dimension]`.
 * @param basis - mean and directions, as `@ltmc/model-all-minilm-l6-v2` lays them out; ONNX keeps float32 in the same way.
 * @returns the file with the output {@link PROJECTION}: each state less the mean, along each direction.
 */
export function withProjection(graph: Uint8Array, basis: Uint8Array, { dimension, components }: BasisShape): Uint8Array {
  const meanBytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  if (basis.length !== meanBytes * (1 + components)) throw new RangeError(`a basis of ${components} directions has ${meanBytes * (1 + components)} bytes, not ${basis.length}`);
  const addition = Buffer.concat([
    nested(GRAPH.node, node('Sub', ['token_states', 'signature/mean'], 'signature/centred')),
    nested(GRAPH.node, node('Transpose', ['signature/rows'], 'signature/columns')), // of a constant: done once, at loading
    nested(GRAPH.node, node('MatMul', ['signature/centred', 'signature/columns'], PROJECTION)),
    nested(GRAPH.initializer, constant('signature/mean', [dimension], basis.subarray(0, meanBytes))),
    nested(GRAPH.initializer, constant('signature/rows', [components, dimension], basis.subarray(meanBytes))),
    nested(GRAPH.output, Buffer.concat([text(VALUE_INFO.name, PROJECTION), nested(VALUE_INFO.type, nested(TYPE.tensorType, number(TENSOR_TYPE.elemType, FLOAT)))])),
  ]);
  return Buffer.concat([graph, nested(MODEL.graph, addition)]);
}

function node(operator: string, inputs: readonly string[], output: string): Buffer {
  return Buffer.concat([...inputs.map((input) => text(NODE.input, input)), text(NODE.output, output), text(NODE.name, output), text(NODE.opType, operator)]);
}

function constant(name: string, dims: readonly number[], bytes: Uint8Array): Buffer {
  return Buffer.concat([...dims.map((dim) => number(TENSOR.dims, dim)), number(TENSOR.dataType, FLOAT), text(TENSOR.name, name), nested(TENSOR.rawData, bytes)]);
}

function text(field: number, value: string): Buffer {
  return nested(field, Buffer.from(value));
}

function nested(field: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(field * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
}

/** Seven bits a byte, the lowest first; all but the last have the top bit set. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

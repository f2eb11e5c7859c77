"""The fp32 ONNX graph, written node by node from the safetensors.

Written by hand because torch's tracer folds the attention mask away: its export is wrong for padded batches.
Only plain ONNX operators are used; ONNX Runtime's own fusions apply when it loads the file, and are faster
here than its contributed `Attention` and `BiasGelu` operators written out.

    inputs   input_ids, attention_mask   int64    [batch, sequence]
    outputs  embedding                   float32  [batch, 384]            mean over the mask, then L2
             token_states                float32  [batch, sequence, 384]  the last layer

Token type is always 0, so its row is added to the position table here, once.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

DIMENSION = 384
LAYERS = 6
HEADS = 12
HEAD_SIZE = DIMENSION // HEADS
LAYER_NORM_EPSILON = 1e-12
OPSET = 17  # the first with LayerNormalization; every ONNX Runtime since 1.12 loads it
IR_VERSION = 8  # the one that belongs to opset 17
MASKED = np.float32(-1e9)  # added to the score of a padded token: its softmax is exactly 0


class Graph:
    """Collects nodes and constants in the order of the calls, which is the order in the file."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        """Adds a constant under `name`; the same name again is the same constant."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.asarray(value, order="C"), name)
        return name

    def ints(self, *values: int) -> str:
        """A constant int64 list, for shapes and axes."""
        return self.constant("ints_" + "_".join(map(str, values)), np.array(values, np.int64))

    def scalar(self, name: str, value: float) -> str:
        """A constant float32 scalar."""
        return self.constant(name, np.float32(value))

    def add(self, op: str, inputs: list[str], output: str, **attributes: object) -> str:
        """Adds one node, named after its only output; returns that output."""
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def dense(self, x: str, source: str, output: str, scale: float = 1.0) -> str:
        """`x` times the transposed weight plus bias of the layer `source`, both times `scale`."""
        weight = self.weights[f"{source}.weight"].T * np.float32(scale)
        bias = self.weights[f"{source}.bias"] * np.float32(scale)
        product = self.add("MatMul", [x, self.constant(f"{source}.weight", weight)], f"{output}/matmul")
        return self.add("Add", [product, self.constant(f"{source}.bias", bias)], output)

    def layer_norm(self, x: str, source: str, output: str) -> str:
        """Layer normalisation over the last axis."""
        names = [self.constant(f"{source}.{part}", self.weights[f"{source}.{part}"]) for part in ("weight", "bias")]
        return self.add("LayerNormalization", [x, *names], output, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def gelu(self, x: str, output: str) -> str:
        """x * 0.5 * (1 + erf(x / sqrt 2)): the exact form, in the shape ONNX Runtime recognises and fuses."""
        scaled = self.add("Div", [x, self.scalar("sqrt_2", 2**0.5)], f"{output}/scaled")
        erf = self.add("Erf", [scaled], f"{output}/erf")
        plus_one = self.add("Add", [erf, self.scalar("one", 1.0)], f"{output}/plus_one")
        product = self.add("Mul", [x, plus_one], f"{output}/product")
        return self.add("Mul", [product, self.scalar("half", 0.5)], output)


def build_graph(safetensors: Path) -> onnx.ModelProto:
    """The whole model as an ONNX file in memory, checked by `onnx.checker`."""
    graph = Graph(load_file(safetensors))
    states = _embed_tokens(graph)
    bias = _mask_bias(graph)
    for layer in range(LAYERS):
        output = "token_states" if layer == LAYERS - 1 else f"layer.{layer}"
        states = _encoder_layer(graph, layer, states, bias, output)
    _pool(graph, states)

    batch_of_tokens = ["batch", "sequence"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info(n, TensorProto.INT64, batch_of_tokens) for n in ("input_ids", "attention_mask")],
            [
                helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", DIMENSION]),
                helper.make_tensor_value_info("token_states", TensorProto.FLOAT, [*batch_of_tokens, DIMENSION]),
            ],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="ltmc",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


def _embed_tokens(g: Graph) -> str:
    """Word plus position (plus token type 0) embeddings, normalised."""
    words = g.constant("words", g.weights["embeddings.word_embeddings.weight"])
    token_type = g.weights["embeddings.token_type_embeddings.weight"][0]
    positions = g.constant("positions", g.weights["embeddings.position_embeddings.weight"] + token_type)
    length = g.add("Shape", ["input_ids"], "length", start=1, end=2)
    used = g.add("Slice", [positions, g.ints(0), length, g.ints(0)], "positions/used")
    summed = g.add("Add", [g.add("Gather", [words, "input_ids"], "words/used"), used], "embeddings/sum")
    return g.layer_norm(summed, "embeddings.LayerNorm", "embeddings")


def _mask_bias(g: Graph) -> str:
    """0 for a real token, `MASKED` for padding, shaped [batch, 1, 1, sequence] to be added to attention scores."""
    mask = g.add("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
    padding = g.add("Sub", [g.scalar("one", 1.0), mask], "mask/padding")
    shaped = g.add("Unsqueeze", [padding, g.ints(1, 2)], "mask/shaped")
    return g.add("Mul", [shaped, g.scalar("masked", MASKED)], "mask/bias")


def _encoder_layer(g: Graph, layer: int, x: str, mask_bias: str, output: str) -> str:
    """One BERT layer: self-attention and feed-forward, each with residual and layer normalisation after it."""
    source, name = f"encoder.layer.{layer}", f"layer.{layer}"

    def heads(part: str, order: list[int], scale: float = 1.0) -> str:
        """Projects `x` and splits it into heads."""
        flat = g.dense(x, f"{source}.attention.self.{part}", f"{name}/{part}", scale)
        split = g.add("Reshape", [flat, g.ints(0, 0, HEADS, HEAD_SIZE)], f"{name}/{part}/split")
        return g.add("Transpose", [split], f"{name}/{part}/heads", perm=order)

    # The 1/sqrt(head size) of the attention scores sits in the query's weights: one node less per layer.
    query = heads("query", [0, 2, 1, 3], HEAD_SIZE**-0.5)
    scores = g.add("MatMul", [query, heads("key", [0, 2, 3, 1])], f"{name}/scores")
    masked = g.add("Add", [scores, mask_bias], f"{name}/scores/masked")
    attention = g.add("Softmax", [masked], f"{name}/attention", axis=-1)
    context = g.add("MatMul", [attention, heads("value", [0, 2, 1, 3])], f"{name}/context")
    rows = g.add("Transpose", [context], f"{name}/context/rows", perm=[0, 2, 1, 3])
    joined = g.add("Reshape", [rows, g.ints(0, 0, DIMENSION)], f"{name}/context/joined")

    attended = g.dense(joined, f"{source}.attention.output.dense", f"{name}/attended")
    residual = g.add("Add", [attended, x], f"{name}/attended/residual")
    middle = g.layer_norm(residual, f"{source}.attention.output.LayerNorm", f"{name}/middle")

    wide = g.gelu(g.dense(middle, f"{source}.intermediate.dense", f"{name}/wide"), f"{name}/gelu")
    narrow = g.dense(wide, f"{source}.output.dense", f"{name}/narrow")
    return g.layer_norm(g.add("Add", [narrow, middle], f"{name}/narrow/residual"), f"{source}.output.LayerNorm", output)


def _pool(g: Graph, states: str) -> None:
    """Mean over the unmasked tokens, then length 1: the output `embedding`. An empty mask gives zeros, never NaN."""
    weights = g.add("Unsqueeze", ["mask", g.ints(2)], "pool/weights")
    weighted = g.add("Mul", [states, weights], "pool/weighted")
    total = g.add("ReduceSum", [weighted, g.ints(1)], "pool/total", keepdims=0)
    counted = g.add("ReduceSum", [weights, g.ints(1)], "pool/counted", keepdims=0)
    count = g.add("Max", [counted, g.scalar("smallest_count", 1e-9)], "pool/count")
    mean = g.add("Div", [total, count], "pool/mean")
    norm = g.add("ReduceL2", [mean], "pool/norm", axes=[-1], keepdims=1)
    length = g.add("Max", [norm, g.scalar("smallest_norm", 1e-12)], "pool/length")
    g.add("Div", [mean, length], "embedding")

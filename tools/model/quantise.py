"""fp32 to dynamic int8, per channel, the same bytes on every run.

Per channel matters: 0.99 mean cosine to fp32; the default, one scale per tensor, gives 0.955 and is useless.
Activations are quantised while running with one scale for the whole batch, so run the result one text at a time:
in a larger batch a text's vector would depend on its neighbours.
"""

import logging
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

NAME = "int8-dynamic-per-channel"


def quantise(model: onnx.ModelProto, output: Path) -> None:
    """Writes the int8 version of `model` to `output`. `model` itself is left as it was."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    # The quantiser advises its symbolic pre-processing; plain shape inference is enough for this graph.
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(copy, output, weight_type=QuantType.QInt8, per_channel=True)
    normalised = _without_noise(onnx.load(output), model)
    onnx.checker.check_model(normalised, full_check=False)
    output.write_bytes(normalised.SerializeToString(deterministic=True))


def _without_noise(quantised: onnx.ModelProto, original: onnx.ModelProto) -> onnx.ModelProto:
    """Drops what the tools write about themselves and what the runtime does not need; sorts what has no order.

    Nodes keep their (topological) order. Initialisers have no order of their own, so they are sorted by name.
    """
    quantised.ir_version = original.ir_version
    quantised.producer_name = original.producer_name
    quantised.ClearField("producer_version")
    quantised.ClearField("metadata_props")
    quantised.graph.ClearField("value_info")
    initialisers = sorted(quantised.graph.initializer, key=lambda tensor: tensor.name)
    quantised.graph.ClearField("initializer")
    quantised.graph.initializer.extend(initialisers)
    domains = {node.domain for node in quantised.graph.node}
    opsets = sorted((o for o in quantised.opset_import if o.domain in domains), key=lambda o: o.domain)
    kept = [(o.domain, o.version) for o in opsets]
    quantised.ClearField("opset_import")
    quantised.opset_import.extend(onnx.helper.make_opsetid(*pair) for pair in kept)
    return quantised

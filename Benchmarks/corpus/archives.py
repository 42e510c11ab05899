"""Fetches the packages of `sources.tsv` and unpacks them; nothing is installed."""

from __future__ import annotations

import csv
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("sources.tsv")


@dataclass(frozen=True)
class Source:
    """One row of the table."""

    name: str
    registry: str
    version: str
    licence: str
    provenance: str


def sources() -> list[Source]:
    """The table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return [Source(**row) for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)]


class Archives:
    """A folder of fetched packages and of their unpacked trees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: The version that was used, by name, with " (not the pinned one)" where the registry had another.
        self.versions: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def unpack_all(self) -> None:
        """Fetches and unpacks every source that is not there yet."""
        self.unpack({source.name for source in sources()})

    def unpack(self, names: set[str]) -> None:
        """The same for these alone."""
        for source in sources():
            if source.name in names:
                self._unpack(source)

    def tree(self, name: str) -> Path:
        """The unpacked tree of a source."""
        return self.folder / name / "tree"

    def _unpack(self, source: Source) -> None:
        home = self.folder / source.name
        used = home / "version"
        if not used.exists():
            home.mkdir(parents=True, exist_ok=True)
            print(f"fetching {source.name}", file=sys.stderr)
            version = self._debian(source, home) if source.registry == "debian" else self._pypi(source, home)
            used.write_text(version + "\n")
        version = used.read_text().strip()
        self.versions[source.name] = version if version == source.version else f"{version} (not the pinned one)"

    def _debian(self, source: Source, home: Path) -> str:
        """Fetches the pinned version, or, where the archive has dropped it, the one that replaced it."""
        for wanted in (f"{source.name}={source.version}", source.name):
            if _run(["apt-get", "download", "-q", wanted], home):
                break
        else:
            raise SystemExit(f"cannot fetch {source.name}: run 'apt-get update' first")
        archive = next(home.glob("*.deb"))
        _run(["dpkg-deb", "--extract", archive.name, "tree"], home, must=True)
        version = subprocess.run(
            ["dpkg-deb", "--field", archive.name, "Version"], cwd=home, check=True, capture_output=True, text=True
        ).stdout.strip()
        archive.unlink()
        for sources in home.glob("tree/usr/src/**/*.tar.xz"):
            with tarfile.open(sources) as inner:
                inner.extractall(sources.parent, filter="data")
            sources.unlink()
        return version

    def _pypi(self, source: Source, home: Path) -> str:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        _run([*pip, f"{source.name}=={source.version}"], home, must=True)
        archive = next(home.glob("*.whl"))
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(home / "tree")
        archive.unlink()
        return source.version


def _run(command: list[str], folder: Path, must: bool = False) -> bool:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if must and done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.returncode == 0

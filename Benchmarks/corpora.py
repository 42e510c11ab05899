#!/usr/bin/env python3
"""Builds the benchmark corpora: `corpora.py [FOLDER] [--again]`.

Every text is written as NAME.4k.txt, NAME.64k.txt, NAME.1m.txt and NAME.full.txt, each a prefix of the next, with a
MANIFEST.json of sizes and fingerprints. The same packages give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus import adversaries, kinds, manifest, sizes
from corpus.archives import Archives

HERE = Path(__file__).resolve().parent


def texts() -> list[str]:
    """The names of all texts that can be built here."""
    names = [*kinds.RECIPES, *kinds.MADE, *adversaries.ADVERSARIES]
    if not kinds.DECLARATIONS.exists():
        return names
    return [*names, "udhr", *(f"script-{script.lower()}" for script in kinds.SCRIPTS)]


def build(folder: Path, packages: Path) -> None:
    """Writes every text in every size, then the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    archives = Archives(packages)
    archives.unpack_all()
    scripts = kinds.scripts(kinds.DECLARATIONS) if kinds.DECLARATIONS.exists() else {}
    for name in texts():
        if name in kinds.RECIPES or name in kinds.MADE:
            text = kinds.build(name, archives)
        elif name == "udhr":
            text = kinds.declarations(kinds.DECLARATIONS)
        elif name in scripts:
            text = scripts[name]
        else:
            text = adversaries.build(name)
        print(f"{name:>20} {len(text):>11,} bytes", file=sys.stderr)
        for size, limit in sizes.SIZES.items():
            (folder / f"{name}.{size}.txt").write_bytes(sizes.prefix(text, limit))
        (folder / f"{name}.full.txt").write_bytes(text)
    manifest.write(folder, archives.versions)


def ensure(folder: Path, packages: Path, again: bool = False) -> None:
    """Builds what is not there yet."""
    wanted = [f"{name}.{size}.txt" for name in texts() for size in (*sizes.SIZES, "full")]
    if again or not manifest.holds(folder, wanted):
        build(folder, packages)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the benchmark corpora.")
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / ".corpora", help="where to write them")
    parser.add_argument("--packages", type=Path, default=HERE / ".packages", help="where to keep fetched packages")
    parser.add_argument("--again", action="store_true", help="build even what is there")
    arguments = parser.parse_args()
    ensure(arguments.folder, arguments.packages, arguments.again)


if __name__ == "__main__":
    main()

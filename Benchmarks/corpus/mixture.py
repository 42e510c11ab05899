"""One kind of text out of several sources, the same bytes on every build."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .archives import Archives
from .extraction import read

#: No stretch of one source is longer than this, so that a prefix holds some of every source.
STRETCH = 65_536


@dataclass(frozen=True)
class Ingredient:
    """Some files of one source, how to read them, and how many bytes to take at most."""

    source: str
    patterns: tuple[str, ...]
    limit: int
    extract: Callable[[str], str] = str
    #: Keep only lines with a character beyond ASCII: translations leave untranslated lines in English.
    foreign: bool = False
    #: Keep only the first of equal lines: manuals repeat their page furniture.
    once: bool = False

    def stretches(self, archives: Archives) -> Iterator[str]:
        """The text in stretches of at most `STRETCH` bytes, in a shuffled order, until the limit."""
        shuffled = list(self._texts(archives.tree(self.source)))
        random.Random(f"ullage {self.source}").shuffle(shuffled)
        taken = 0
        for text in shuffled:
            size = len(text.encode())
            if taken + size > self.limit:
                continue
            taken += size
            yield text

    def _texts(self, tree: Path) -> Iterator[str]:
        seen: set[str] = set()
        for path in sorted({path for pattern in self.patterns for path in tree.glob(pattern)}):
            text = read(path) if path.is_file() and not path.is_symlink() else None
            if not text:
                continue
            text = self.extract(text)
            if self.foreign or self.once:
                text = "".join(self._kept(text, seen))
            yield from _cut(text)

    def _kept(self, text: str, seen: set[str]) -> Iterator[str]:
        for line in text.splitlines(keepends=True):
            if self.foreign and line.isascii():
                continue
            if self.once and len(line) > 8:
                if line in seen:
                    continue
                seen.add(line)
            yield line


def _cut(text: str) -> Iterator[str]:
    lines, size = [], 0
    for line in re.findall(r"[^\n]*\n|[^\n]+$", text):
        length = len(line.encode())
        if size + length > STRETCH and lines:
            yield "".join(lines)
            lines, size = [], 0
        lines.append(line if line.endswith("\n") else line + "\n")
        size += length
    if lines:
        yield "".join(lines)


def mix(seed: str, archives: Archives, ingredients: Iterable[Ingredient]) -> bytes:
    """All ingredients' stretches in one shuffled order."""
    stretches = [text for ingredient in ingredients for text in ingredient.stretches(archives)]
    random.Random(f"ullage {seed}").shuffle(stretches)
    return "".join(stretches).encode()

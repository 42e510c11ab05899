"""Who takes part, and how each is called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rivals.installation import Installation

#: Ours, slowest vocabulary first.
OURS = ("v3", "v4.8")
#: Rivals that build o200k_base and must all agree with the last.
BPE = ("gigatoken", "gigatoken-each", "fastokens", "toktok", "bpe-openai", "tokenizers", "tiktoken")
#: Rivals that give our own counts, and the family of ours that each must equal.
SAME = {"ctok-v3": "v3", "ctok-v4.7": "v4.7", "ctok-v4.8": "v4.8"}
#: What the machine does at most.
YARDSTICKS = ("utf8", "memcpy")


@dataclass(frozen=True)
class Field:
    """The commands of all engines, which run in `folder` and name files relative to it."""

    folder: Path
    bench: Path
    installation: Installation
    corpora: Path

    def command(self, engine: str, mode: str, texts: list[str], threads: int = 1) -> list[str]:
        """How `engine` is asked to measure `texts` (`NAME.SIZE`) in `mode`."""
        files = [str(self.corpora / f"{text}.txt") for text in texts]
        options = ["--threads", str(threads)] if threads > 1 else []
        if engine in BPE or engine in SAME:
            python, vocabulary = self._near(self.installation.python), self._near(self.installation.vocabulary)
            return [python, "-m", "rivals", engine, mode, "--vocabulary", vocabulary, *options, *files]
        return [str(self.bench), engine, mode, *files, *options]

    def _near(self, path: Path) -> str:
        return os.path.relpath(path, self.folder)

    def same_count_rivals(self) -> list[str]:
        """ctok's families that we measure speed against, where it is installed."""
        if not self.installation.has_ctok:
            return []
        return [rival for rival, family in SAME.items() if family in OURS]

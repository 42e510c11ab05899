"""ctok: the counting rule itself, in Python; ours must give the same numbers."""

from __future__ import annotations

from pathlib import Path

import ctok


class _Counter:
    version: str
    #: What one user message costs beyond its text.
    frame: int

    def __init__(self, vocabulary: Path, threads: int) -> None:
        """Nothing to do: ctok loads on its first call."""

    def counts(self, texts: list[str]) -> list[int]:
        return [ctok.token_count(text, self.version) - self.frame for text in texts]


class V3(_Counter):
    """Claude 3 to Opus 4.6, Sonnet 4.6 and Haiku 4.5."""

    version, frame = "3.0", 7


class V4_7(_Counter):
    """Opus 4.7."""

    version, frame = "4.7", 11


class V4_8(_Counter):
    """Opus 4.8, Sonnet 5, Fable 5 and later."""

    version, frame = "4.8", 6

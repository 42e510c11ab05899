"""Ours through Python, in the same harness as the rivals: the wheel, not the sources."""

from __future__ import annotations

from pathlib import Path

import ullage


class _Loaded:
    family: str

    def __init__(self, vocabulary: Path, threads: int) -> None:
        self.counter = ullage.Counter(self.family)
        self.threads = threads

    def counts(self, texts: list[str]) -> list[int]:
        return self.counter.count_batch(texts, threads=self.threads)


class V3(_Loaded):
    """Claude 3 to Opus 4.6, Sonnet 4.6 and Haiku 4.5."""

    family = "v3"


class V4_8(_Loaded):
    """Opus 4.8, Sonnet 5, Fable 5 and later."""

    family = "v4.8"


class Each(V4_8):
    """One call a document."""

    def counts(self, texts: list[str]) -> list[int]:
        count = self.counter.count
        return [count(text) for text in texts]

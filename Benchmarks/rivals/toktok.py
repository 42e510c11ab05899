"""toktok-rs: counts of OpenAI's vocabulary without token ids."""

from __future__ import annotations

from pathlib import Path

import toktok


class Counter:
    """All documents in one call."""

    def __init__(self, vocabulary: Path, threads: int) -> None:
        self.threads = threads

    def counts(self, texts: list[str]) -> list[int]:
        return toktok.batch_count(texts, "o200k_base", threads=self.threads)

"""bpe-openai: counts of OpenAI's vocabulary in guaranteed linear time.

The package's own face has no count, so the binding below it is called.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bpe_openai import _bindings


class Counter:
    """One call a document."""

    def __init__(self, vocabulary: Path, threads: int) -> None:
        self.tokenizer = _bindings.tokenizer_for_encoding("o200k_base")
        self.pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def counts(self, texts: list[str]) -> list[int]:
        over = self.pool.map if self.pool else map
        return list(over(self.tokenizer.count, texts))

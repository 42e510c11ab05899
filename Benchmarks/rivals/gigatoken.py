"""gigatoken: token ids of OpenAI's vocabulary, with caches that live as long as the process."""

from __future__ import annotations

from pathlib import Path

import awkward
import gigatoken


class _Loaded:
    def __init__(self, vocabulary: Path, threads: int) -> None:
        self.tokenizer = gigatoken.Tokenizer.from_tiktoken(vocabulary / "o200k_base.tiktoken")
        self.parallel = threads > 1


class Batch(_Loaded):
    """All documents in one call."""

    def counts(self, texts: list[str]) -> list[int]:
        return awkward.num(self.tokenizer.encode_batch(texts, parallel=self.parallel)).tolist()


class Each(_Loaded):
    """One call a document."""

    def counts(self, texts: list[str]) -> list[int]:
        encode = self.tokenizer.encode
        return [len(encode(text)) for text in texts]

"""Hugging Face tokenizers: token ids of OpenAI's vocabulary, converted from the rank file."""

from __future__ import annotations

import os
from pathlib import Path

import tokenizers


class Encoder:
    """One fast batch."""

    def __init__(self, vocabulary: Path, threads: int) -> None:
        os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
        self.tokenizer = tokenizers.Tokenizer.from_file(str(vocabulary / "o200k_base.json"))

    def counts(self, texts: list[str]) -> list[int]:
        return [len(encoding) for encoding in self.tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

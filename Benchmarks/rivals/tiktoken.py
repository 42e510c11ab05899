"""tiktoken: token ids of OpenAI's vocabulary; the reference that the other BPE rivals must agree with."""

from __future__ import annotations

import os
from pathlib import Path

import tiktoken

#: The name under which tiktoken keeps the ranks in its cache.
_KEPT = "fb374d419588a4632f3f557e76b4b70aebbca790"


class Encoder:
    """One call a document, or one batch when there are threads."""

    def __init__(self, vocabulary: Path, threads: int) -> None:
        kept = vocabulary / _KEPT
        if not kept.exists():
            kept.symlink_to("o200k_base.tiktoken")
        os.environ["TIKTOKEN_CACHE_DIR"] = str(vocabulary)
        self.encoding = tiktoken.get_encoding("o200k_base")
        self.threads = threads

    def counts(self, texts: list[str]) -> list[int]:
        if self.threads > 1:
            return [len(ids) for ids in self.encoding.encode_ordinary_batch(texts, num_threads=self.threads)]
        encode = self.encoding.encode_ordinary
        return [len(encode(text)) for text in texts]

"""The engines that ours is measured against, one file each, behind one small face.

A rival is a class with `__init__(vocabulary, threads)`, which loads it, and `counts(texts)`, which returns the number
of tokens of each text. `ENGINES` names them; `python -m rivals` measures one.
"""

from __future__ import annotations

from importlib import import_module

#: Engine name → module and class. The module is imported only when its engine is asked for.
ENGINES = {
    "gigatoken": ("gigatoken", "Batch"),
    "gigatoken-each": ("gigatoken", "Each"),
    "fastokens": ("fastokens", "Batch"),
    "toktok": ("toktok", "Counter"),
    "bpe-openai": ("bpe_openai", "Counter"),
    "tiktoken": ("tiktoken", "Encoder"),
    "tokenizers": ("tokenizers", "Encoder"),
    "ctok-v3": ("ctok", "V3"),
    "ctok-v4.7": ("ctok", "V4_7"),
    "ctok-v4.8": ("ctok", "V4_8"),
    "ullage-v3": ("ullage", "V3"),
    "ullage-v4.8": ("ullage", "V4_8"),
    "ullage-v4.8-each": ("ullage", "Each"),
}


def engine(name: str):
    """The class of that name."""
    module, kind = ENGINES[name]
    return getattr(import_module(f".{module}", __name__), kind)
